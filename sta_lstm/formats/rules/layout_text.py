"""A layout inside a file of our own: its name where this package knows it, else all of it as JSON."""

from __future__ import annotations

import json

from sta_lstm.errors import ClipError, LayoutError
from sta_lstm.formats.rules.text import one_line, quoted
from sta_lstm.formats.rules.whole_json import whole_json
from sta_lstm.skeletons import LAYOUTS, SkeletonLayout, layout_named

_MAX_CHARACTERS = 256 * 1024
_MAX_NAME = 200


def layout_to_text(layout: SkeletonLayout) -> str:
    """``ntu-25``, or for a layout that is not in `LAYOUTS` its JSON on one line."""
    return layout.name if LAYOUTS.get(layout.name) == layout else json.dumps(layout.to_json())


def layout_from_text(text: str, name: str) -> SkeletonLayout:
    """The layout that `layout_to_text` wrote into the file called ``name``.

    Raises:
        ClipError: no layout has that name, or the JSON is none, or contradicts itself.
    """
    try:
        if not text.lstrip().startswith("{"):
            return layout_named(text.strip() if len(text) <= 100 else text[:100] + "…")
        if len(text) > _MAX_CHARACTERS:
            raise LayoutError(f"its JSON has {len(text):,} characters; at most {_MAX_CHARACTERS:,} are read.")
        layout = SkeletonLayout.from_json(whole_json(text))
        if max(map(len, (layout.name, layout.title, *layout.joints))) > _MAX_NAME:
            raise LayoutError(f"a name in it has over {_MAX_NAME} characters.")
    except LayoutError as error:
        raise ClipError(f"'{name}' names its joints wrongly: {one_line(str(error))}") from error
    except (ValueError, RecursionError) as error:
        raise ClipError(
            f"'{name}': the layout is not valid JSON ({quoted(str(error))}). Write a known name."
        ) from error
    return layout
