"""Guide, as Streamlit runs it: `sta_lstm.ui.pages.guide`."""

from sta_lstm.ui.pages.guide import page
from sta_lstm.ui.panels.look import run_page

run_page(page)
