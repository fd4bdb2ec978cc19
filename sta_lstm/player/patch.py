"""What an edit changes in a payload that the player has, so that nothing else is sent again."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

import numpy as np

from sta_lstm.arrays import Bytes
from sta_lstm.player.messages import VERSION, ClipPatch, PackedBytes, PackedFloats, PanePatch, Patch, to_json

#: What of a clip and of a pane an edit may change.
_CLIP_EDITS = ("positions", "present", "inferred", "warnings", "notes", "fingerprint")
_PANE_EDITS = ("maps", "curves", "read", "answer", "keyframes", "links", "ahead")


def player_patch(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any] | None:
    """The message that makes ``after`` of ``before``: edited frames, and the maps, curves and answers that changed.

    The player keeps everything else: frame, cameras, and the fingerprint, warnings and notes of the recording, so that
    an edited clip goes on being the clip that was edited.

    Args:
        before: a payload that the player has, as `player_payload` makes it.
        after: the payload with the edit.

    Returns:
        `Patch` as JSON values; None where more differs than an edit can change (other clips, joints, frames, titles),
        so that ``after`` has to be sent whole.
    """
    if _frame_of(before) != _frame_of(after):
        return None
    clips = [
        _clip_patch(c, old, new)
        for c, (old, new) in enumerate(zip(before["clips"], after["clips"], strict=True))
        if any(old[field] != new[field] for field in ("positions", "present", "inferred"))
    ]
    panes = [
        _pane_patch(p, new)
        for p, (old, new) in enumerate(zip(before["panes"], after["panes"], strict=True))
        if any(old[field] != new[field] for field in _PANE_EDITS)
    ]
    patch = Patch(VERSION, before["revision"], after["revision"], tuple(clips), tuple(panes), tuple(after["tracks"]))
    message: dict[str, Any] = to_json(patch)
    return message


def _frame_of(payload: Mapping[str, Any]) -> tuple[Any, ...]:
    """All that an edit cannot change."""
    clips = [{key: value for key, value in clip.items() if key not in _CLIP_EDITS} for clip in payload["clips"]]
    panes = [{key: value for key, value in pane.items() if key not in _PANE_EDITS} for pane in payload["panes"]]
    return payload["version"], payload["parts"], payload["opens"], clips, panes


def _clip_patch(place: int, old: Mapping[str, Any], new: Mapping[str, Any]) -> ClipPatch:
    frames = int(new["frames"])
    moved, there = (_rows(new[field], frames) for field in ("positions", "present"))
    changed = (moved != _rows(old["positions"], frames)).any(1) | (there != _rows(old["present"], frames)).any(1)
    edited = np.flatnonzero(changed)
    first, end = (int(edited[0]), int(edited[-1]) + 1) if edited.size else (0, 0)
    return ClipPatch(
        clip=place,
        first=first,
        frames=end - first,
        positions=PackedFloats(_packed(moved[first:end])),
        present=PackedBytes(_packed(there[first:end])),
        inferred=tuple(new["inferred"]),
    )


def _pane_patch(place: int, new: Mapping[str, Any]) -> PanePatch:
    # The parts are JSON values already, and go on as they are.
    return PanePatch(place, *(new[field] for field in _PANE_EDITS))


def _rows(packed: str, frames: int) -> Bytes:
    """The bytes of an array, a row for each frame."""
    return np.frombuffer(base64.b64decode(packed), dtype=np.uint8).reshape(frames, -1)


def _packed(rows: Bytes) -> str:
    return base64.b64encode(rows.tobytes()).decode("ascii")
