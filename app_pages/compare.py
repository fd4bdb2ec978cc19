"""Compare, as Streamlit runs it: `sta_lstm.ui.pages.compare`."""

from sta_lstm.ui.pages.compare import page
from sta_lstm.ui.panels.look import run_page

run_page(page)
