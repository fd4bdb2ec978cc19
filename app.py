"""STA-LSTM in the browser: `streamlit run app.py`, or `sta-lstm app`."""

import streamlit as st

st.set_page_config(page_title="STA-LSTM", page_icon=":material/accessibility_new:", layout="wide")
st.navigation(
    [
        st.Page("pages/inspect.py", title="Inspect", icon=":material/accessibility_new:", default=True),
        st.Page("pages/guide.py", title="Guide", icon=":material/menu_book:"),
    ]
).run()
