"""Text from files (names, labels, notes) on its way to a terminal: in columns, and without control characters."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sta_lstm.words import counted, showable

if TYPE_CHECKING:
    from sta_lstm.prediction.provenance import Provenance
    from sta_lstm.prediction.windows import Windows
    from sta_lstm.skeletons import Clip


def flat(values: Mapping[str, Any], start: str = "") -> dict[str, str]:
    """Nested values as one level of words: ``recipe view: facing``."""
    found: dict[str, str] = {}
    for key, value in values.items():
        name = f"{start}{key.replace('_', ' ')}"
        if isinstance(value, Mapping) and value:
            found |= flat(value, f"{name} ")
        elif isinstance(value, list | tuple):
            found[name] = ", ".join(map(str, value)) or "none"
        elif isinstance(value, bool):
            found[name] = "yes" if value else "no"
        elif isinstance(value, float):
            found[name] = f"{value:.6g}"
        else:
            found[name] = str(value) if value or value == 0 else "none"
    return found


def pairs(values: Mapping[str, str], indent: int = 0) -> Iterator[str]:
    """Names and values in two columns."""
    names = {name: showable(name) for name in values}
    width = min(max(map(len, names.values()), default=0), 40)
    for name, value in values.items():
        yield f"{' ' * indent}{names[name]:<{width}}  {value}"


def print_lines(lines: Iterable[str]) -> None:
    """Print each line, `showable`."""
    for line in lines:
        print(showable(line))


def clip_line(clip: Clip) -> str:
    """A clip in a few words: ``30 frames, 1 × ntu-25, 30 fps, wave``."""
    frames, label = counted(clip.n_frames, "frame"), f", {clip.label}" if clip.label else ""
    return f"{frames}, {clip.n_persons} × {clip.layout.name}, {clip.fps:g} fps{label}"


def windows_lines(windows: Windows, fps: float) -> Iterator[str]:
    """What is answered when in a long recording, under how long the windows are; ``fps`` frames a second."""
    from sta_lstm.prediction.answer import named

    yield f"answers in windows of {windows.seconds:.2g} s"
    for each in windows.segments():
        what = "unsure" if each.label is None else named(each.label, is_familiar=windows.is_familiar)
        how = "" if each.label is None else f"  {percent(each.probability)}"
        yield f"  {each.start / fps:6.2f} to {each.end / fps:6.2f} s  {what}{how}"


def remark_lines(*provenances: Provenance) -> Iterator[str]:
    """What to know of the recordings behind results, after an empty line, each once; nothing where all is well."""
    said = list(dict.fromkeys(remark for each in provenances for remark in each.remarks))
    yield from (("", *said) if said else ())


def percent(share: float) -> str:
    """A share of 1 as per cent with one digit."""
    return f"{100 * share:.1f} %"


def notice(text: str) -> None:
    """Tell the person at the terminal, beside the answer."""
    print(f"sta-lstm: {showable(text)}", file=sys.stderr, flush=True)
