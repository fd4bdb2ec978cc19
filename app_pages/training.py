"""Over training, as Streamlit runs it: `sta_lstm.ui.pages.training`."""

from sta_lstm.ui.pages.training import page
from sta_lstm.ui.panels.look import run_page

run_page(page)
