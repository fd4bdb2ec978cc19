"""A part of a payload, for a picture that is to show one thing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def excerpt(payload: Mapping[str, Any], *, maps: bool, curves: bool, answer: bool) -> dict[str, Any]:
    """The same bodies with less said of them: what is left out takes no room in the player, and no bytes.

    Args:
        payload: as `sta_lstm.player.player_payload` makes it; it stays as it is.
        maps: whether joints show what they weigh.
        curves: whether the timeline has its curves, with their peaks.
        answer: whether it is told what the model said; with the curves, what each frame adds to that.
    """
    left = {"maps": maps, "curves": curves, "keyframes": curves, "answer": answer}
    gone: dict[str, list[Any] | None] = {
        field: None if field == "answer" else [] for field, stays in left.items() if not stays
    }
    joints = {} if maps else {"links": None, "ahead": None}
    panes = [{**pane, **gone, **joints} for pane in payload["panes"]]
    which = "-".join(["", *(field for field in left if field not in gone)])
    return {**payload, "revision": f"{payload['revision']}{which}", "panes": panes}
