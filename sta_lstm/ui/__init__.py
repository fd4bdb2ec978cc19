"""The screen: the only room that knows Streamlit.

From the ground up: ``session`` (what a visit remembers), ``pickers`` (lists to choose from), ``panels`` (pieces that
pages are put together from) and ``pages``. `sta_lstm.ui.panels.look.run_page` runs a page; all else may move.
"""
