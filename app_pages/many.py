"""Many clips, as Streamlit runs it: `sta_lstm.ui.pages.many`."""

from sta_lstm.ui.pages.many import page
from sta_lstm.ui.panels.look import run_page

run_page(page)
