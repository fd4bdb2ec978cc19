"""What the player is told of one pane: a clip, and what was said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from sta_lstm.player.messages import AnswerData, CurveData, Kind, MapData, PaneData
from sta_lstm.player.packed import packed_bytes, packed_floats
from sta_lstm.prediction.answer import answer_line, answer_title, is_familiar, named
from sta_lstm.prediction.labels import checks_text
from sta_lstm.prediction.maps import FrameCurve, JointMap
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.prediction.provenance import Provenance
from sta_lstm.prediction.scores import Scores
from sta_lstm.skeletons import Clip
from sta_lstm.skeletons.quality.doubts import shown_sentences

#: What a map or a curve is called where there is little room; others by their titles.
_SYMBOLS = {"alpha": "α", "beta": "β", "alpha-beta": "α·β"}


def pane_data(
    one: Prediction | Clip, clip: int, title: str | None, recorded: Sequence[int] | None, *, asked: bool
) -> PaneData:
    """A pane of that clip.

    Args:
        one: a result, or a clip by itself.
        clip: place of the clip among the payload's.
        title: caption; None leaves it to the player.
        recorded: the frame of the recording that each frame is; None where it is that frame.
        asked: whether somebody answered, rather than that maps were made into a result.
    """
    frames = None if recorded is None else tuple(int(frame) for frame in recorded)  # T
    if isinstance(one, Clip):
        return PaneData(clip, title, (), (), None, None, (), frames, None)
    return PaneData(
        clip=clip,
        title=title,
        maps=tuple(_map(one, each) for each in one.maps),
        curves=tuple(_curve(each) for each in one.curves if asked and _says_something(each, one)),
        read=packed_bytes(one.read),
        answer=None if one.scores is None else _answer(one, one.scores),
        keyframes=tuple(int(t) for t in one.keyframes) if asked else (),
        recorded=frames,
        provenance=_provenance(one.provenance) if asked else None,
        cautions=one.provenance.unlike if asked else (),
        links=None if one.links is None else packed_floats(one.links),
        ahead=None if one.ahead is None else packed_floats(one.ahead),
    )


def _says_something(curve: FrameCurve, one: Prediction) -> bool:
    """Whether a curve is shown: where nobody answered, frames that weigh alike are nobody's attention."""
    return one.scores is not None or curve.learned or not curve.relative


def _map(prediction: Prediction, each: JointMap) -> MapData:
    shown = prediction.shown(each)
    # Uniform attention is 1 wherever somebody was read, which needs no sending.
    uniform = each.relative and not each.learned and np.allclose(shown, prediction.read[..., None], rtol=1e-4)
    return MapData(**_kind(each), values=None if uniform else packed_floats(shown))


def _curve(each: FrameCurve) -> CurveData:
    return CurveData(**_kind(each), values=packed_floats(each.values))


def _kind(each: JointMap | FrameCurve) -> dict[str, Any]:
    symbol = _SYMBOLS.get(each.name, each.title)
    return {field.name: symbol if field.name == "symbol" else getattr(each, field.name) for field in fields(Kind)}


def _answer(one: Prediction, scores: Scores) -> AnswerData:
    return AnswerData(
        classes=tuple(scores.class_names),
        predicted=int(np.argmax(scores.logits)),
        probabilities=tuple(round(float(p), 8) if np.isfinite(p) else None for p in scores.probabilities),
        mark=named("", is_familiar=is_familiar(one)),
        title=answer_title(one),
        line=answer_line(one),
        check=checks_text({"": one}),
        scores=None if scores.frame_scores is None else packed_floats(scores.frame_scores),
    )


def _provenance(provenance: Provenance) -> dict[str, str]:
    """What is known of it, in plain text."""
    told = {
        name: "; ".join(shown_sentences(value)) if isinstance(value, list) else value
        for name, value in provenance.to_json().items()
    }
    return {name: text for name, text in told.items() if text}
