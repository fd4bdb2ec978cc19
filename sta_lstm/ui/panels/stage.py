"""The room of a page's player: it is held from the first moment on, so that nothing moves when the player comes."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

# Heights in pixels of all of a player but the body, whose own height is the rule of ``assets/host/size.js``: lanes and
# buttons of one pane, and what each further pane adds in lanes. A little less than what comes: what stands beneath a
# player that is larger than its room is below the window, and a gap would stay.
_AROUND_PX, _AROUND_SMALL_PX, _LANE_PX = 470, 520, 60
_HEADING_PX = 132
#: Streamlit's own measure holds until the style below has come.
_FIRST_PX = 880

#: What is in the making stands in a corner of the window, where it pushes nothing aside, and the body and the charts
#: stay as bright as they are while the page is made anew: Streamlit would fade them.
STEADY_STYLE = f"""
<style>
.st-key-stage-1 {{ min-height: calc(clamp(280px, 31vw, max(300px, 48vh)) + {_AROUND_PX}px); }}
.st-key-stage-2 {{ min-height: calc(clamp(210px, 30vw, 400px) + {_AROUND_PX + _LANE_PX}px); }}
.st-key-stage-3 {{ min-height: calc(clamp(210px, 20vw, 400px) + {_AROUND_PX + 2 * _LANE_PX}px); }}
.st-key-heading {{ min-height: {_HEADING_PX}px; }}
:is([class*="st-key-stage"], .st-key-heading) {{ height: auto !important; overflow: visible !important; }}
:has(> :is([class*="st-key-stage"], .st-key-heading)) {{ height: auto !important; overflow: visible !important; }}
[class*="st-key-stage"] [data-stale="true"], .stPlotlyChart[data-stale="true"],
[data-stale="true"]:has(> .stPlotlyChart), .st-key-player {{ opacity: 1 !important; transition: none !important; }}
[data-testid="stElementContainer"]:has(> [data-testid="stSpinner"]) {{
  position: fixed; z-index: 1000; right: 1.5rem; bottom: 1.5rem; width: auto; padding: 0.5rem 0.9rem;
  border: 1px solid var(--st-border-color, #8884); border-radius: 0.6rem;
  background: var(--st-secondary-background-color, Canvas); box-shadow: 0 4px 18px #0003;
}}
.st-key-remarks > :has(> [data-testid="stSkeleton"]),
[data-testid="stLayoutWrapper"]:has(> .st-key-remarks):not(:has([data-testid="stAlert"], .stMarkdown, button, label)) {{
  position: absolute;
}}
@media (max-width: 640px) {{
  .st-key-stage-1 {{ min-height: {280 + _AROUND_SMALL_PX}px; }}
  .st-key-heading {{ min-height: 160px; }}
}}
</style>
"""


def frame(panes: int) -> tuple[DeltaGenerator, DeltaGenerator, DeltaGenerator]:
    """The upper part of a page with a player, to be called before anything is computed.

    Args:
        panes: that the player opens with, from 1 to 3: more of them need more room.

    Returns:
        Places for what the page has to remark, for its heading, and for the player with what stands beside it. The
        heading and the player have their room while they are empty.
    """
    remarks = st.container(key="remarks")
    heading = st.container(key="heading", height=_HEADING_PX, border=False)
    return remarks, heading, st.container(key=f"stage-{panes}", height=_FIRST_PX, border=False)
