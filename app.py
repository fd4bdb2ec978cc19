"""STA-LSTM in the browser: `streamlit run app.py`, or `sta-lstm app`."""

import streamlit as st

from sta_lstm.ui.lessons import tour
from sta_lstm.ui.panels.look import set_up_page
from sta_lstm.ui.serving.login import ask_to_sign_in, offer_to_sign_out
from sta_lstm.ui.session.usage import USAGE

place = set_up_page()
with place:
    ask_to_sign_in()
page = st.navigation(
    [
        st.Page("app_pages/inspect.py", title="Inspect", icon=":material/accessibility_new:", default=True),
        st.Page("app_pages/evidence.py", title="Evidence", icon=":material/fact_check:"),
        st.Page("app_pages/compare.py", title="Compare", icon=":material/compare:"),
        st.Page("app_pages/clips.py", title="Two clips", icon=":material/splitscreen:"),
        st.Page("app_pages/many.py", title="Many clips", icon=":material/table_view:"),
        st.Page("app_pages/dataset.py", title="Data set", icon=":material/dataset:"),
        st.Page("app_pages/training.py", title="Over training", icon=":material/model_training:"),
        st.Page("app_pages/guide.py", title="Guide", icon=":material/menu_book:"),
    ]
)
with place, USAGE.page_run():
    offer_to_sign_out()
    tour.show(page.url_path)
    page.run()
