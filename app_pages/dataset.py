"""Data set, as Streamlit runs it: `sta_lstm.ui.pages.dataset`."""

from sta_lstm.ui.pages.dataset.page import page
from sta_lstm.ui.panels.look import run_page

run_page(page)
