"""STA-LSTM in the browser: `streamlit run app.py`, or `sta-lstm app`."""

import streamlit as st

from sta_lstm.ui.panels.look import set_up_page

set_up_page()
st.navigation(
    [
        st.Page("pages/inspect.py", title="Inspect", icon=":material/accessibility_new:", default=True),
        st.Page("pages/evidence.py", title="Evidence", icon=":material/fact_check:"),
        st.Page("pages/compare.py", title="Compare", icon=":material/compare:"),
        st.Page("pages/clips.py", title="Two clips", icon=":material/splitscreen:"),
        st.Page("pages/training.py", title="Over training", icon=":material/model_training:"),
        st.Page("pages/guide.py", title="Guide", icon=":material/menu_book:"),
    ]
).run()
