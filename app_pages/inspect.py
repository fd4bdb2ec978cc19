"""Inspect, as Streamlit runs it: `sta_lstm.ui.pages.inspect`."""

from sta_lstm.ui.pages.inspect import page
from sta_lstm.ui.panels.look import run_page

run_page(page)
