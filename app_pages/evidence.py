"""Evidence, as Streamlit runs it: `sta_lstm.ui.pages.evidence`."""

from sta_lstm.ui.pages.evidence import page
from sta_lstm.ui.panels.look import run_page

run_page(page)
