"""A payload without what the model said, for those who want to guess first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_WHO = "checkpoint"  # of the provenance: the name by which the player calls a pane


def without_answer(payload: Mapping[str, Any], *, called: str) -> dict[str, Any]:
    """What the player shows while the answer is kept back: bodies and attention, and nothing that names a class.

    The lanes that the answer would fill keep their room, so that nothing moves when it comes. Names, notes and warnings
    of the clips go too: recordings are often called what they show.

    Args:
        payload: as `sta_lstm.player.player_payload` makes it; it stays as it is.
        called: what each clip is called meanwhile.

    Returns:
        Another payload of the same recordings: the player goes on where it stands when the other takes its place.
    """
    clips = [{**clip, "name": called, "notes": [], "warnings": []} for clip in payload["clips"]]
    panes = [
        {**pane, "answer": None, "withheld": pane["answer"] is not None, "provenance": _who(pane["provenance"])}
        for pane in payload["panes"]
    ]
    revision = f"{payload['revision']}-withheld"
    return {**payload, "revision": revision, "clips": clips, "panes": panes, "tracks": []}


def _who(provenance: Mapping[str, str] | None) -> dict[str, str] | None:
    """Who answered, and nothing of what was asked: notes on a recording tell what it shows."""
    return None if provenance is None else {key: told for key, told in provenance.items() if key == _WHO}
