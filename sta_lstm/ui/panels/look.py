"""How every page looks: the window's title, and Streamlit's wide margins drawn in."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from sta_lstm.ui.session._streamlit import leave_pages_directory_mode
from sta_lstm.ui.session.kept import in_turn

# Drawn here, since Streamlit fetches its own icons for the window's title from the internet.
_ICON = """
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="#6d28d9" stroke="#6d28d9" stroke-linecap="round">
<g stroke-width="2.4" opacity="0.45">
<path d="M16 12v8M16 13L8 17M16 20l-5 9M16 20l5 9" /><circle cx="16" cy="6" r="3" />
</g>
<path d="M16 13L24 7" stroke-width="3" /><circle cx="25" cy="6.5" r="4.5" stroke="none" />
</svg>
"""

_ABOUT = """
**STA-LSTM** shows where a skeleton-based action recognition model looked: which joints (α) and which frames (β).
The model is that of Song et al., AAAI 2017. MIT licence.
"""

# Streamlit leaves six rems above a page and five beside it: on a laptop that is a third of the player. It prints
# captions fainter than WCAG's contrast of 4.5 allows, gives formulas scroll bars that no key can reach, and writes
# white on the accent colour, which is a light one where the page is dark; that may change without the page being run.
_STYLE = """
<style>
[data-testid="stMainBlockContainer"] { padding: 3.75rem 2rem 3rem; }
[data-testid="stMainBlockContainer"] h1 { padding-top: 0; }
[data-testid="stSidebarHeader"] { height: 2.5rem; margin-bottom: 0; }
[data-testid="stSidebarUserContent"] { padding-bottom: 1rem; }
[data-testid="stCaptionContainer"] { opacity: 0.78; }
.stMarkdown .katex-display { overflow: visible; }
[data-testid="stMultiSelect"] :is([data-tag], [data-baseweb="tag"]) :is(span, button),
[data-testid^="stBaseButton-primary"]:not(:disabled) :is(p, span) { color: light-dark(#ffffff, #0e1117); }
@media (max-width: 640px) { .stMarkdown .katex-display { font-size: 0.85rem; } }
@media (max-width: 640px) { [data-testid="stMainBlockContainer"] { padding: 3.75rem 0.75rem 2rem; } }
</style>
"""


def set_up_page() -> None:
    """The same frame for every page; call it first."""
    st.set_page_config(
        page_title="STA-LSTM",
        page_icon=_ICON,
        layout="wide",
        menu_items={"About": _ABOUT},
    )
    st.html(_STYLE)


def run_page(page: Callable[[], None]) -> None:
    """Run a page within the app's frame, when its visitor's turn has come; each file in ``pages/`` calls this.

    That holds where its own address opened it, too. Until `st.navigation` has been called once in a server's life,
    Streamlit takes the files in ``pages/`` for an app of the older kind, and would run the one in the address alone:
    without our frame, with a menu of file names. Then ``app.py`` is run instead.
    """
    if leave_pages_directory_mode():
        st.rerun()
    with in_turn():
        page()
