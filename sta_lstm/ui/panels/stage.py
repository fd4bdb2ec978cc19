"""The room of a page's player: it is held from the first moment on, so that nothing moves when the player comes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from sta_lstm.player.bundle import LOADING_WORDS
from sta_lstm.ui.panels import heading, misfit

#: Of a player: what stands above the body, what stands beneath it down to the curves, and the lanes beneath those,
#: which a body without a model has not; on a telephone all but body and curves, and that of a body without a model.
_ABOVE_PX, _BENEATH_PX, _LANES_PX, _SMALL_PX, _ALONE_SMALL_PX = 46, 112, 375, 742, 240
#: A curve and the space after it, each of more than two, and the line that says whose the lanes beneath are; a name
#: above a curve, where there is no room beside it.
_CURVE_PX, _LOW_CURVE_PX, _WHOSE_PX, _NAME_PX = 68, 52, 32, 24
#: How low a body may be, the page's header, the space after the heading, and what stays free beneath the curves.
_LEAST_PX, _HEADER_PX, _GAP_PX, _FREE_PX = 210, 60, 16, 8
#: Width of the window of a small laptop, and of a telephone.
_NARROW_PX, _PHONE_PX = 1360, 480
#: Beside a page's content: the side bar with the margins.
_BESIDE_PX = 364
#: Width of a window up to which panes stand one below the other, each so high by its width, beside a page's margins.
_STACKED_PX, _STACKED_SHARE, _MARGINS = 623, 0.8, "1.5rem"
#: The height that a player's room has beside the rules below.
_FIRST_PX = 880
#: Of the hint for those who are new.
_WELCOME_PX = 34
#: Key of what a page shows in place of its heading and its player.
INSTEAD = "instead-of-player"
#: What a page's player writes on its element once it is there: from then on it has its own height.
_HERE = "[data-drawn]"
_ROOMY = ':is([class*="st-key-room-stage-"], [class*="st-key-room-head-"])'


@dataclass(frozen=True, slots=True)
class _Size:
    """How large the upper parts of a page are.

    Attributes:
        heading_px: of the title and what stands beneath it.
        heading_small_px: the same on a telephone.
        heading_narrow_px: the same in a window of a small laptop, where it is another.
        above_px: of what stands between the heading and the player.
        panes: that the player opens with.
        curves: lanes of them that it opens with.
        share: of the width that the player has beside what stands at its right.
        greets: whether the hint for those who are new is part of the heading.
    """

    heading_px: int
    heading_small_px: int
    heading_narrow_px: int = 0
    above_px: int = 0
    panes: int = 1
    curves: int = 1
    share: float = 1
    greets: bool = True

    def style(self, page: str) -> str:
        """The rules of the page of that name."""
        head, stage = f".st-key-room-head-{page}", f".st-key-room-stage-{page}"
        beside = "100%" if self.share == 1 else f"calc((100% - 1.4rem) * {self.share:.3f})"
        narrow = self.heading_narrow_px or self.heading_px
        return (
            self._head_style(head, stage, self.heading_px)
            + f"{stage}::before {{ top: {self.above_px + _ABOVE_PX}px; width: {beside}; }}\n"
            + f"@media (max-width: {_NARROW_PX}px) {{ {self._head_style(head, stage, narrow)} }}\n"
            + f"@media (max-width: {_PHONE_PX}px) {{\n"
            + f"  {head}, {head}-new {{ min-height: {self.heading_small_px}px; }}\n}}\n"
            + self.stage_style(page)
        )

    def _head_style(self, head: str, stage: str, heading_px: int) -> str:
        """The rules for a heading of so many pixels: of itself, and of where the player begins."""
        top, hint = _HEADER_PX + heading_px + _GAP_PX + self.above_px, _WELCOME_PX * self.greets
        return (
            f"{head} {{ min-height: {heading_px}px; }}\n"
            f"{head}-new {{ min-height: {heading_px + hint}px; }}\n"
            f"{stage} {{ --sta-top: {top}px; }}\n"
            f":has(> {head}-new) + * {stage} {{ --sta-top: {top + hint}px; }}\n"
        )

    def stage_style(self, page: str, *, alone: bool = False) -> str:
        """The rules of a page's player: how high its bodies are and, until it is there, all of it.

        Args:
            page: its name.
            alone: whether bodies are shown without a model, and so without its lanes.
        """
        stage, several = f".st-key-room-stage-{page}", self.panes > 1
        n_curves = 0 if alone else self.curves
        curves = n_curves * (_CURVE_PX if n_curves < 3 else _LOW_CURVE_PX)
        wide = f"(100vw - {_BESIDE_PX}px) * {self.share * (0.56 if not several else 0.8 / self.panes):.3f}"
        most = f"{wide}, max(300px, 48vh){', 400px' if several else ''}"
        room = f"100vh - var(--sta-top) - {_ABOVE_PX + _BENEATH_PX + curves + _FREE_PX}px"
        stacked = f"{self.panes} * min(400px, {_STACKED_SHARE} * (100vw - {_MARGINS}))" if several else "280px"
        lanes = 0 if alone else curves + _LANES_PX + _WHOSE_PX * several
        names = _SMALL_PX + curves + _NAME_PX * n_curves + _WHOSE_PX * several
        around, small = f"{_ABOVE_PX + _BENEATH_PX + lanes}px", f"{_ALONE_SMALL_PX if alone else names}px"
        return (
            f"{stage} {{ --sta-body: max({_LEAST_PX}px, min({most}, {room})); --sta-around: {around};"
            f" --sta-above: {self.above_px}px; --sta-head: {_ABOVE_PX}px; }}\n"
            f"@media (max-width: {_STACKED_PX}px) {{\n"
            f"  {stage} {{ --sta-body: calc({stacked}); --sta-around: {small}; }}\n}}\n"
        )


_SIZES = {
    "inspect": _Size(116, 228, share=2.8 / 3.8),
    "evidence": _Size(208, 475, above_px=44, panes=2, greets=False),
    "compare": _Size(180, 480, panes=3, curves=3, greets=False),
    "clips": _Size(139, 433, 195, panes=2, curves=2, greets=False),
    "training": _Size(116, 167, above_px=122, share=2.8 / 3.8),
}

#: Where a window is narrow, or the page enlarged, what stands beside the player comes below it: it would be cut.
#: What says that a model does not read the clip comes and goes with the heading, so that little moves.
#: What is in the making stands in a corner of the window, where it pushes nothing aside, and the body and the charts
#: stay as bright as they are while the page is made anew: Streamlit would fade them.
STEADY_STYLE = (
    "<style>\n"
    + "".join(size.style(page) for page, size in _SIZES.items())
    + f"""
[class*="st-key-room-stage-"] .st-key-player:not({_HERE}) {{ min-height: calc(var(--sta-body) + var(--sta-around)); }}
[class*="st-key-room-stage-"]:not(:has({_HERE})) {{
  min-height: calc(var(--sta-body) + var(--sta-around) + var(--sta-above));
}}
{_ROOMY}, :has(> {_ROOMY}) {{ height: auto !important; flex-basis: auto !important; overflow: visible !important; }}
.st-key-page:has(.st-key-{misfit.ALONE}) :has(> [class*="st-key-room-head-"]) {{ display: none !important; }}
.st-key-{misfit.ALONE} {{ min-height: {_SIZES["inspect"].heading_px + _WELCOME_PX}px; }}
[class*="st-key-room-stage-"] [data-stale="true"], .stPlotlyChart[data-stale="true"],
[data-stale="true"]:has(.stPlotlyChart), .st-key-player {{ opacity: 1 !important; transition: none !important; }}
@media (min-width: 1241px) {{
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
.st-key-training-epoch {{ min-height: 68px; }}
[class*="st-key-save-video-"] {{ --sta-loading: none; }}
[class*="st-key-room-stage-"] {{ position: relative; }}
[data-testid="stColumn"]:has(.st-key-player) + [data-testid="stColumn"] > * > :first-child h2 {{ padding-top: 0; }}
[class*="st-key-room-stage-"]:not(:has(.st-key-player, [data-testid="stAlert"]))::before {{
  content: "{LOADING_WORDS}"; position: absolute; height: var(--sta-body); border-radius: 10px; display: grid;
  place-content: center; background: color-mix(in srgb, currentColor 4%, transparent); font-size: 0.875rem;
}}
@media (max-width: 1240px) {{ [class*="st-key-room-stage-"]::before {{ width: 100% !important; }} }}
[data-testid="stElementContainer"]:has(> :is([data-testid="stSpinner"], [data-testid="stProgress"])) {{
  position: fixed; z-index: 1000; right: 1.5rem; bottom: 1.5rem; width: auto; max-width: 80vw; padding: 0.5rem 0.9rem;
  border: 1px solid var(--st-border-color, #8884); border-radius: 0.6rem;
  background: var(--st-secondary-background-color, Canvas); box-shadow: 0 4px 18px #0003;
}}
.st-key-remarks > :has(> [data-testid="stSkeleton"]),
[data-testid="stLayoutWrapper"]:has(> .st-key-remarks):not(
  :has(:is([data-testid="stAlert"], .stMarkdown, button, label):not([data-testid="stSpinner"] *))
) {{
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
        st.html(f"<style>{replace(_SIZES[self.page], panes=panes).stage_style(self.page, alone=True)}</style>")


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
