"""STA-LSTM in the browser: `streamlit run app.py`, or `sta-lstm app`."""

import streamlit as st

from sta_lstm.ui.lessons import tour
from sta_lstm.ui.panels.look import set_up_page
from sta_lstm.ui.serving.login import ask_to_sign_in, offer_to_sign_out
from sta_lstm.ui.session.usage import USAGE

set_up_page()
ask_to_sign_in()
page = st.navigation(
    [
        st.Page("pages/inspect.py", title="Inspect", icon=":material/accessibility_new:", default=True),
        st.Page("pages/evidence.py", title="Evidence", icon=":material/fact_check:"),
        st.Page("pages/compare.py", title="Compare", icon=":material/compare:"),
        st.Page("pages/clips.py", title="Two clips", icon=":material/splitscreen:"),
        st.Page("pages/many.py", title="Many clips", icon=":material/table_view:"),
        st.Page("pages/training.py", title="Over training", icon=":material/model_training:"),
        st.Page("pages/guide.py", title="Guide", icon=":material/menu_book:"),
    ]
)
with USAGE.page_run():
    offer_to_sign_out()
    tour.show(page.url_path)
    page.run()
