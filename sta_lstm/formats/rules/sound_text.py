r"""Texts from files that can be written anywhere: what no encoding knows is replaced where it comes in.

A lone surrogate (JSON's ``"\ud800"``, a file name that is not UTF-8) is no character: a page, a table or a terminal
that is to show it ends in an error. Each becomes U+FFFD, the sign for what could not be read: in clips as they leave
their readers (`guard`), in layouts, and in the descriptions of checkpoints.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from sta_lstm.skeletons import Clip, SkeletonLayout

_LONE = re.compile("[\ud800-\udfff]")
#: How a surrogate is written in JSON; and whatever a backslash begins there: a sound pair, a lone one, anything else.
_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_ESCAPED = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)", re.DOTALL
)
_UNKNOWN = "\N{REPLACEMENT CHARACTER}"


def sound_text(text: str) -> str:
    """``text`` with U+FFFD for each lone surrogate; the same text where it has none."""
    return text if text.isascii() else _LONE.sub(_UNKNOWN, text)


def sound_json(text: str) -> Any:
    """The value in a JSON text of at most some megabytes, with `sound_text` in all its texts and keys.

    Raises:
        ValueError, RecursionError: see ``json.loads``.
    """
    text = sound_text(text)
    if _ESCAPE.search(text) is not None:  # as long as before, so that complaints name the right place
        text = _ESCAPED.sub(lambda found: r"\ufffd" if found[1] else found[0], text)
    return json.loads(text)


def sound_clip(clip: Clip) -> Clip:
    """``clip`` with `sound_text` in its name, label, notes and the names of its joints; itself where nothing is odd.

    Raises:
        LayoutError: two joints have the same name then.
    """
    layout = clip.layout
    told = (clip.name, clip.label or "", *clip.notes, *clip.inferred)
    joints = (layout.name, layout.title, layout.source, *layout.joints)
    if all(_LONE.search(text) is None for text in (*told, *joints)):
        return clip
    return replace(
        clip,
        name=sound_text(clip.name),
        label=None if clip.label is None else sound_text(clip.label),
        notes=tuple(map(sound_text, clip.notes)),
        inferred=tuple(map(sound_text, clip.inferred)),
        layout=SkeletonLayout.from_json(sound_json(json.dumps(layout.to_json()))),
    )
