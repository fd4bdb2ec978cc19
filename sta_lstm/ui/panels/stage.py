"""The room of a page's player: it is held from the first moment on, so that nothing moves when the player comes."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from sta_lstm.player.bundle import LOADING_WORDS
from sta_lstm.ui.panels import heading, misfit

#: Of all of a player but the body, in pixels: lanes and buttons, and what each pane but the first adds in lanes. A
#: little less than what comes: what stands beneath a player that outgrows its room is below the window, and a gap
#: would stay. The height of the body is the rule of ``assets/host/size.js``.
_AROUND_PX, _AROUND_SMALL_PX, _LANE_PX = 470, 660, 60
#: Width of a window up to which panes stand one below the other, each so high by its width, beside a page's margins.
_STACKED_PX, _STACKED_SHARE, _MARGINS = 623, 0.8, "1.5rem"
#: The same of a body without a model, and its title above it.
_ALONE_PX, _ALONE_SMALL_PX, _TITLE_PX = 100, 200, 110
#: The height that a player's room has beside the rules below.
_FIRST_PX = 880
#: Of the hint for those who are new.
_WELCOME_PX = 40
#: Key of what a page shows in place of its heading and its player.
INSTEAD = "instead-of-player"
_ROOMY = ':is([class*="st-key-room-stage-"], [class*="st-key-room-head-"])'


@dataclass(frozen=True, slots=True)
class _Size:
    """How large the upper parts of a page are.

    Attributes:
        heading_px: of the title and what stands beneath it.
        heading_small_px: the same on a telephone.
        above_px: of what stands between the heading and the player.
        panes: that the player opens with.
        share: of the width that the player has beside what stands at its right.
        greets: whether the hint for those who are new is part of the heading.
    """

    heading_px: int
    heading_small_px: int
    above_px: int = 0
    panes: int = 1
    share: float = 1
    greets: bool = True

    def style(self, page: str) -> str:
        """The rules of the page of that name."""
        head, greeted = f".st-key-room-head-{page}", self.heading_px + _WELCOME_PX * self.greets
        around = _AROUND_PX + _LANE_PX * (self.panes - 1)
        beside = "100%" if self.share == 1 else f"calc((100% - 1.4rem) * {self.share:.3f})"
        return (
            f"{head} {{ min-height: {self.heading_px}px; }}\n"
            f"{head}-new {{ min-height: {greeted}px; }}\n"
            f".st-key-room-stage-{page}::before {{ top: {self.above_px}px; width: {beside}; }}\n"
            f"@media (max-width: 640px) {{ {head}, {head}-new {{ min-height: {self.heading_small_px}px; }} }}\n"
            + _stage_style(page, self.panes, around, _AROUND_SMALL_PX + _LANE_PX * (self.panes - 1), self.above_px)
        )


def _stage_style(page: str, panes: int, around_px: int, around_small_px: int, above_px: int) -> str:
    """The rules of a page's player: so high are its bodies by `panes`, with so much around and above them."""
    body = "31vw, max(300px, 48vh)" if panes == 1 else f"{60 // panes}vw, 400px"
    stacked = "280px" if panes == 1 else f"{panes} * min(400px, {_STACKED_SHARE} * (100vw - {_MARGINS}))"
    large, small = f"calc(clamp(210px, {body}) + {around_px}px)", f"calc({stacked} + {around_small_px}px)"
    stage = f".st-key-room-stage-{page}"
    return (
        f"{stage} .st-key-player {{ min-height: {large}; }}\n"
        f"{stage} {{ min-height: calc({large} + {above_px}px); }}\n"
        f"@media (max-width: {_STACKED_PX}px) {{ {stage} .st-key-player {{ min-height: {small}; }} }}\n"
        f"@media (max-width: {_STACKED_PX}px) {{ {stage} {{ min-height: calc({small} + {above_px}px); }} }}\n"
    )


_SIZES = {
    "inspect": _Size(148, 276, share=2.8 / 3.8),
    "evidence": _Size(270, 475, above_px=112, panes=2),
    "compare": _Size(213, 439, panes=3, greets=False),
    "clips": _Size(139, 433, panes=2, share=3.65 / 4.65, greets=False),
    "training": _Size(126, 171, above_px=122, share=2.8 / 3.8),
}

#: Where a window is narrow, or the page enlarged, what stands beside the player comes below it: it would be cut.
#: What says that a model does not read the clip comes and goes with the heading, so that little moves.
#: What is in the making stands in a corner of the window, where it pushes nothing aside, and the body and the charts
#: stay as bright as they are while the page is made anew: Streamlit would fade them.
STEADY_STYLE = (
    "<style>\n"
    + "".join(size.style(page) for page, size in _SIZES.items())
    + f"""
{_ROOMY}, :has(> {_ROOMY}) {{ height: auto !important; flex-basis: auto !important; overflow: visible !important; }}
.st-key-page:has(.st-key-{misfit.ALONE}) :has(> [class*="st-key-room-head-"]) {{ display: none !important; }}
.st-key-{misfit.ALONE} {{ min-height: {_SIZES["inspect"].heading_px + _WELCOME_PX}px; }}
[class*="st-key-room-stage-"] [data-stale="true"], .stPlotlyChart[data-stale="true"],
[data-stale="true"]:has(.stPlotlyChart), .st-key-player {{ opacity: 1 !important; transition: none !important; }}
@media (min-width: 1281px) {{
  .st-key-heading-more {{ flex-wrap: nowrap; }}
  .st-key-heading-more > * {{ flex: none; }}
  .st-key-heading-more > :first-child {{ flex: 0 1 auto; min-width: 0; }}
  .st-key-heading-more > :first-child :is(button, button *) {{ min-width: 0; overflow: hidden; }}
  .st-key-heading-more > :first-child p {{ white-space: nowrap !important; text-overflow: ellipsis; }}
}}
@media (max-width: 1240px) {{
  [class*="st-key-room-stage-"] [data-testid="stHorizontalBlock"]:has(> * .st-key-player) {{ flex-wrap: wrap; }}
  [data-testid="stColumn"]:is(:has(.st-key-player), :has(.st-key-player) ~ *) {{
    min-width: calc(100% - 1.5rem) !important;
  }}
}}
@media (min-width: 641px) {{ [class*="st-key-evidence-maps-"] {{ min-height: 96px; }} }}
.st-key-training-epoch {{ min-height: 68px; }}
[class*="st-key-save-video-"] {{ --sta-loading: none; }}
[class*="st-key-room-stage-"] {{ position: relative; }}
[data-testid="stColumn"]:has(.st-key-player) + [data-testid="stColumn"] > * > :first-child h2 {{ padding-top: 0; }}
[class*="st-key-room-stage-"]:not(:has(.st-key-player, [data-testid="stAlert"]))::before {{
  content: "{LOADING_WORDS}"; position: absolute; height: 280px; border-radius: 10px; display: grid;
  place-content: center; background: color-mix(in srgb, currentColor 4%, transparent); font-size: 0.875rem;
}}
@media (max-width: 1240px) {{ [class*="st-key-room-stage-"]::before {{ width: 100% !important; }} }}
[data-testid="stElementContainer"]:has(> :is([data-testid="stSpinner"], [data-testid="stProgress"])) {{
  position: fixed; z-index: 1000; right: 1.5rem; bottom: 1.5rem; width: auto; max-width: 80vw; padding: 0.5rem 0.9rem;
  border: 1px solid var(--st-border-color, #8884); border-radius: 0.6rem;
  background: var(--st-secondary-background-color, Canvas); box-shadow: 0 4px 18px #0003;
}}
.st-key-remarks > :has(> [data-testid="stSkeleton"]),
[data-testid="stLayoutWrapper"]:has(> .st-key-remarks):not(:has([data-testid="stAlert"], .stMarkdown, button, label)) {{
  position: absolute;
}}
</style>
"""
)


@dataclass(frozen=True, slots=True)
class Room:
    """The upper part of a page with a player.

    Attributes:
        page: its name.
        remarks: a place for what the page has to remark.
        head: one for its heading.
        stage: one for the player, with what stands beside it.
    """

    page: str
    remarks: DeltaGenerator
    head: DeltaGenerator
    stage: DeltaGenerator

    def release(self, *, body_alone: bool = False) -> None:
        """Give back the room that is held: no player comes, or, with ``body_alone``, one of few lanes, and no heading.

        With a player goes what stood beneath it before, which would move up for as long as the page is made anew.
        What the page shows instead is in a container of the key `INSTEAD`.
        """
        names = ("head",) if body_alone else ("head", "stage")
        parts = ", ".join(f'[class*="st-key-room-{name}-{self.page}"]' for name in names)
        gone = f":is({parts}), :has(> :is({parts}))"
        if body_alone:
            self.release_lanes()
        else:
            gone += f', :has(> [class*="st-key-room-stage-{self.page}"]) ~ :not(:has(> .st-key-{INSTEAD}))'
        st.html(f"<style>{gone} {{ display: none !important; }}</style>")

    def release_lanes(self, panes: int = 1) -> None:
        """Give back the room of lanes that say what a model said: so many panes show no more than bodies."""
        st.html(f"<style>{_stage_style(self.page, panes, _ALONE_PX, _ALONE_SMALL_PX, _TITLE_PX)}</style>")


def room(page: str) -> Room:
    """The upper part of a page, to be made before anything is computed: heading and player have their room at once.

    Args:
        page: its name, as its address says it.
    """
    remarks = st.container(key="remarks")
    # Streamlit shows a container without a height of its own once there is something in it.
    new = "" if heading.is_welcomed() else "-new"
    head = st.container(key=f"room-head-{page}{new}", height=_SIZES[page].heading_px, border=False)
    return Room(page, remarks, head, st.container(key=f"room-stage-{page}", height=_FIRST_PX, border=False))
