"""STA-LSTM for visitors from elsewhere, as `sta-lstm app --public` runs it: `app.py` behind a guard."""

import streamlit as st

from sta_lstm.ui.serving.public import MIDDLEWARE, lifespan

app = st.App("app.py", middleware=MIDDLEWARE, lifespan=lifespan)
