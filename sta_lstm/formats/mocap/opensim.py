"""OpenSim's motions and storages (.mot, .sto): joint angles, muscles and forces, which are no positions."""

from __future__ import annotations

import re

_HEADER = re.compile(
    rb"^(endheader|inDegrees\s*=|n(Rows|Columns)\s*=|data(rows|columns)\s)", re.IGNORECASE | re.MULTILINE
)
#: So many of the header's words tell it.
_ENOUGH = 2


def opensim(head: bytes) -> str | None:
    """What such a file is and what opens instead; None for another file."""
    if len({match[0].lower() for match in _HEADER.finditer(head)}) < _ENOUGH:
        return None
    return (
        "It is a motion or a storage of OpenSim (.mot, .sto): joint angles or forces over time, no positions. Open the "
        "positions of markers from which it was computed, a .trc or .c3d file."
    )
