r"""JSON whose texts can be written anywhere: a lone surrogate (``"\ud800"``) is no character, and is replaced."""

from __future__ import annotations

import json
import re
from typing import Any

from sta_lstm.words import whole_text

#: How a surrogate is written in JSON; and whatever a backslash begins there: a sound pair, a lone one, anything else.
_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_ESCAPED = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)", re.DOTALL
)


def whole_json(text: str) -> Any:
    """The value in a JSON text of at most some megabytes, with `whole_text` in all its texts and keys.

    Raises:
        ValueError, RecursionError: see ``json.loads``.
    """
    text = whole_text(text)
    if _ESCAPE.search(text) is not None:  # as long as before, so that complaints name the right place
        text = _ESCAPED.sub(lambda found: r"\ufffd" if found[1] else found[0], text)
    return json.loads(text)
