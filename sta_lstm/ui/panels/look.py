"""How every page looks: the window's title, and Streamlit's wide margins drawn in."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from sta_lstm.scene.look import DARK, LIGHT
from sta_lstm.ui.panels.bars import BARS_STYLE
from sta_lstm.ui.panels.stage import STEADY_STYLE
from sta_lstm.ui.panels.views import remember_theme
from sta_lstm.ui.pickers.choice import let_go
from sta_lstm.ui.session.kept import in_turn

# A body that reaches out, and where the model looks. Drawn here: Streamlit fetches its own icons from the internet.
_MARK = """
<g fill="{accent}" stroke="{accent}" stroke-linecap="round">
<g stroke-width="2.4" opacity="0.45">
<path d="M16 12v8M16 13L8 17M16 20l-5 9M16 20l5 9" /><circle cx="16" cy="6" r="3" />
</g>
<path d="M16 13L24 7" stroke-width="3" /><circle cx="25" cy="6.5" r="4.5" stroke="none" />
</g>
"""
# In letters that every system has: a picture in a page loads no fonts.
_NAME = """
<text x="38" y="22.5" textLength="92" lengthAdjust="spacingAndGlyphs" font-family="system-ui, sans-serif"
 font-size="18" font-weight="700" fill="{text}">STA-LSTM</text>
"""

_ABOUT = """
**STA-LSTM** shows where a skeleton-based action recognition model looked: which joints (α) and which frames (β).
The model is that of Song et al., AAAI 2017. MIT licence.
"""

# Streamlit leaves six rems above a page and five beside it: on a laptop that is a third of the player. It prints
# captions fainter than WCAG's contrast of 4.5 allows, gives formulas scroll bars that no key can reach, and writes
# white on the accent colour, which is a light one where the page is dark; that may change while the page does not run.
#
# A browser fetches what reads a style once a page has one. Until then the page is one pixel high, and nothing of it can
# be seen to put itself right; the style opens it, and shows it once its widgets have taken their sizes.
_STYLE = """
<style>
.st-key-page, :has(> .st-key-page) {
  height: auto !important; overflow: visible !important; animation: none !important;
}
:has(> .st-key-page-opener) { display: none !important; }
@keyframes page-comes { from { visibility: hidden; } }
[data-testid="stMainBlockContainer"] { animation: page-comes 0.15s step-end; }
[data-testid="stMain"] { scroll-padding-block: 4.25rem 0.5rem; }
[data-testid="stMainBlockContainer"] { padding: 3.75rem 2rem 3rem; }
[data-testid="stMainBlockContainer"] h1 { padding-top: 0; }
[data-testid="stSidebarHeader"] { height: 2.5rem; margin-bottom: 0; }
[data-testid="stSidebarUserContent"] { padding-bottom: 1rem; }
[data-testid="stMarkdownContainer"], [data-testid="stMarkdownContainer"] :is(p, li, td, th, code, blockquote) {
  font-size: 0.875rem;
}
.katex { font-size: 1em; }
[data-testid="stCaptionContainer"] { opacity: 0.78; }
:is(a, button, summary, input, select, textarea, [tabindex]):focus-visible, label:has(input:focus-visible) {
  outline: 2px solid light-dark(#6d28d9, #a78bfa) !important;
  outline-offset: 1px;
}
[data-testid="stTooltipHoverTarget"]:not(:has(button)) { padding: 4px; margin: -4px; }
[data-testid="stCheckbox"] label { min-height: 24px; }
[data-testid="stCheckbox"] input { width: 24px; height: 24px; }
[data-testid="stLayoutWrapper"]:has(> .st-key-address-keeper) { position: absolute; }
.stMarkdown .katex-display { overflow: visible; }
.st-key-pairs :is(th, td) { padding: 0 1.75rem 0 0; border: 0; font-size: 0.875rem; }
.st-key-pairs th { font-weight: 400; opacity: 0.78; }
[class*="st-key-heading"] [data-testid="stCaptionContainer"] { opacity: 1; margin: 0; }
[class*="st-key-heading"] [data-testid="stCaptionContainer"] p { margin: 0; }
.st-key-clips-aligned label[data-testid="stWidgetLabel"] { min-height: 1.25rem; margin: 0; }
.st-key-heading-trust { position: relative; z-index: 1; }
[data-testid="stSelectbox"] input { text-overflow: ellipsis; }
[data-testid="stSelectboxVirtualDropdown"] { min-width: min(29rem, 100vw - 4rem); }
@media (max-width: 640px) { .st-key-heading-welcome { display: none; } }
.st-key-heading-welcome > * { max-height: 1.75rem; }
@media (max-width: 1240px) { .st-key-heading-welcome > :first-child { max-height: none; } }
[data-testid="stPopoverBody"] thead:not(:has(th:not(:empty))) { display: none; }
[class*="st-key-heading"] [data-testid="stPopover"] button { min-height: 1.5rem; padding: 0; color: inherit; }
:is(.st-key-heading-welcome, .st-key-evidence-shown, .st-key-misfit) [data-testid$="tertiary"],
:is(.st-key-evidence-shown, .st-key-misfit) [data-testid="stPopoverButton"] { min-height: 1.5rem; padding: 0; }
[class*="st-key-heading"] [data-testid="stPopover"] button * { text-align: start; justify-content: start; }
[class*="st-key-heading"] [data-testid="stPopover"] button p { font-size: 0.875rem; white-space: normal; }
[data-testid="stMultiSelect"] :is([data-tag], [data-baseweb="tag"]) :is(span, button),
[data-testid^="stBaseButton-primary"]:not(:disabled) :is(p, span) { color: light-dark(#ffffff, #0e1117); }
@media (max-width: 640px) { .stCode pre, .stCode code { white-space: pre-wrap !important; overflow-wrap: anywhere; } }
@media (max-width: 640px) { .st-key-pairs :is(th, td) { padding-right: 0.5rem; } }
@media (max-width: 640px) { [data-testid="stMainBlockContainer"] { padding: 3.75rem 0.75rem 2rem; } }
</style>
"""

# Where that style never comes, since the network broke off, the page is shown without it. This goes another way.
_OPENER = """
<style>
@keyframes page-opens { to { height: auto; flex-basis: auto; overflow: visible; } }
.st-key-page, :has(> .st-key-page) { animation: page-opens 0s 4s forwards; }
</style>
"""


def set_up_page() -> DeltaGenerator:
    """The same frame for every page; call it first. What it returns is the place for all that a page shows."""
    st.set_page_config(
        page_title="STA-LSTM",
        page_icon=_drawn(_MARK, width=32, dark=False),
        layout="wide",
        menu_items={"About": _ABOUT},
    )
    dark = st.context.theme.type == "dark"
    st.logo(_drawn(_MARK + _NAME, width=132, dark=dark), icon_image=_drawn(_MARK, width=32, dark=dark))
    st.html(_STYLE + STEADY_STYLE + BARS_STYLE)
    with st.container(key="page-opener"):
        st.markdown(_OPENER, unsafe_allow_html=True)
    return st.container(key="page", height=1, border=False)


def _drawn(content: str, *, width: int, dark: bool) -> str:
    """A picture of these strokes, as text that Streamlit takes for a picture."""
    colours = DARK if dark else LIGHT
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 32">'
    return opening + content.format(accent=colours.accent, text=colours.text) + "</svg>"


def run_page(page: Callable[[], None]) -> None:
    """Run a page within the app's frame, when its visitor's turn has come; each file in ``app_pages/`` calls this.

    That folder must not be called ``pages``: on the first visit in a server's life Streamlit would take it for an app
    of the older kind, show its files' names as a menu, and run the one in the address alone, without our frame.
    """
    remember_theme()
    with in_turn():
        page()
    let_go()
