"""Two clips, as Streamlit runs it: `sta_lstm.ui.pages.two_clips`."""

from sta_lstm.ui.pages.two_clips import page
from sta_lstm.ui.panels.look import run_page

run_page(page)
