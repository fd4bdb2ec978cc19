"""What the curves of a clip that is taken apart come to, in a sentence to be read with a verdict."""

from __future__ import annotations

from collections.abc import Mapping

from sta_lstm.evidence.faithfulness.curves import Curve
from sta_lstm.evidence.faithfulness.rankers import MOTION, RANDOM
from sta_lstm.evidence.removal.cells import Grain
from sta_lstm.words import percent_text

#: Means of two curves that are closer, as shares, tell the rankings not apart.
ALIKE = 0.02
_BOTH = " × "  # in the name of a ranking by attention to joints weighed with that to moments
_SYMBOLS = {"alpha": "α", "beta": "β"}
_CELLS: dict[Grain, str] = {"joint": "Joint by joint", "limb": "Part by part", "frame": "Frame by frame"}


def attention_of(curves: Mapping[str, Curve], grain: Grain) -> str:
    """The ranking that a model's attention to these cells is: of frames that to moments; empty where it has none."""
    own = [name for name in curves if name not in (MOTION, RANDOM) and _BOTH not in name]
    own.sort(key=lambda name: (name == "alpha") == (grain == "frame"))
    return own[0] if own else ""


def walk_finding(curves: Mapping[str, Curve], grain: Grain) -> str:
    """Whether attention ranks the cells of a clip better than motion and chance do, with the means of the curves.

    Attention may point at what an answer hangs on, and tell no more than whoever watches what moves: both are said in
    one sentence, for a verdict to be read with.

    Args:
        curves: by the name of the ranking, as `deletions` finds them: how sure the model stays while cells are taken.
        grain: which cells.

    Returns:
        Nothing where the model has no attention, or a baseline is missing.
    """
    name = attention_of(curves, grain)
    if not name or MOTION not in curves or RANDOM not in curves:
        return ""
    own, motion, chance = (curves[each].area for each in (name, MOTION, RANDOM))
    symbol = _SYMBOLS.get(name, name)
    if own > chance - ALIKE:
        says = "finds what the answer needs no sooner than chance"
    elif own > motion + ALIKE:
        says = "tells less than watching what moves"
    elif own > motion - ALIKE:
        says = "tells no more than watching what moves"
    else:
        says = "tells more than watching what moves"
    both = next((curve.area for each, curve in curves.items() if _BOTH in each), own)
    better = f", by {symbol} weighed with {_other(symbol)} {percent_text(both)}" if both < own - ALIKE else ""
    return (
        f"{_CELLS[grain]}, {symbol} {says}: what is taken in its order leaves the answer {percent_text(own)} sure on "
        f"average, in the order of what moves {percent_text(motion)}, by chance {percent_text(chance)}{better}."
    )


def _other(symbol: str) -> str:
    return "β" if symbol == "α" else "α"
