"""The attention of any model on the body: arrays that somebody computed become a result like our own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from sta_lstm.errors import PredictionError
from sta_lstm.prediction.maps import FrameCurve, JointMap, alpha_map, beta_curve, uniform_alpha
from sta_lstm.prediction.placing import Placing
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.prediction.scores import Scores
from sta_lstm.skeletons import Clip

#: How far probabilities may be from 1 in all.
_SUM_TOLERANCE = 0.01
#: The least probability that a logit is made of.
_LEAST = 1e-12


def show(
    clip: Clip,
    *,
    alpha: ArrayLike | None = None,
    beta: ArrayLike | None = None,
    probabilities: ArrayLike | None = None,
    class_names: Sequence[str] | None = None,
    maps: Mapping[str, ArrayLike] | None = None,
    curves: Mapping[str, ArrayLike] | None = None,
    joints: Sequence[str] | None = None,
    frames: ArrayLike | None = None,
    made_by: str = "",
) -> Prediction:
    """What any model said of a clip, from plain arrays: no model of this package is needed.

    Arrays may have their model's own rows in time, order of joints and padding of persons: `Placing` brings them to the
    clip's, and the result's provenance says what was done. The result is shown, compared and exported as any other; at
    the end of a notebook cell it shows itself.

    Letters: R rows in time, N persons, K joints of the arrays; L classes.

    Args:
        clip: what the arrays are about.
        alpha: spatial attention, R × N × K, or R × K of one person; each row sums to one.
        beta: temporal attention, R numbers from 0 on.
        probabilities: of the classes, L numbers that sum to one.
        class_names: L names; without them the classes are numbered.
        maps: further maps by name, each R × N × K or R × K: class activation, occlusion, gradients, anything. One that
            has values below 0 is shown in two hues.
        curves: further curves by name, each R numbers.
        joints: K names, in the arrays' order; without them it is the clip's.
        frames: R frame numbers of the clip, rising; without them the rows are spread evenly over it.
        made_by: what to call the model.

    Returns:
        The result, on the clip's own frames, persons and joints.

    Raises:
        PredictionError: nothing is given, or an array does not go with the clip; the message says which, what was
            expected and what to do.

    Example:
        >>> shown = sta_lstm.show(clip, alpha=weights, maps={"cam": cam}, made_by="my network")
        >>> shown.to_html("shown.html")
    """
    placing = Placing.of(clip, joints, frames)
    found: list[JointMap] = []
    notes: list[str] = []
    if alpha is not None:
        shares, said = placing.shares("alpha", alpha)
        found.append(alpha_map(shares))
        notes += said
    for name, values in (maps or {}).items():
        placed = placing.map(name, values)
        found.append(JointMap(name, placed, name, signed=bool((placed < 0).any())))
    lines: list[FrameCurve] = []
    if beta is not None:
        lines.append(beta_curve(placing.curve("beta", beta, keep_sum=True)))
    for name, values in (curves or {}).items():
        line = placing.curve(name, values)
        lines.append(FrameCurve(name, line, name, signed=bool((line < 0).any())))
    if not found and not lines:
        raise PredictionError("there is nothing to show: give alpha, beta, or a map or a curve by name.")
    shown = Prediction.of_maps(
        clip,
        found or [uniform_alpha(clip, clip.present)],
        curves=lines,
        scores=_scores(probabilities, class_names),
        made_by=made_by,
    )
    for each in (alpha, beta, *(maps or {}).values(), *(curves or {}).values()):
        notes += () if each is None else placing.notes(len(np.asarray(each)))
    return shown.with_changes(*dict.fromkeys(notes))


def _scores(probabilities: ArrayLike | None, class_names: Sequence[str] | None) -> Scores | None:
    if probabilities is None:
        if class_names is not None:
            raise PredictionError("'class_names' names classes, and there are no probabilities of them. Give both.")
        return None
    try:
        values = np.asarray(probabilities, dtype=np.float64)
    except (TypeError, ValueError, RuntimeError) as error:
        raise PredictionError("'probabilities' are not numbers. Give one for each class.") from error
    if values.ndim != 1 or not len(values) or not ((values >= 0) & (values <= 1 + _SUM_TOLERANCE)).all():
        raise PredictionError("'probabilities' is a list of numbers from 0 to 1, one for each class.")
    if abs(values.sum() - 1) > _SUM_TOLERANCE:
        raise PredictionError(
            f"the probabilities sum to {values.sum():.4g}; they sum to 1 over the classes. Take the softmax of scores."
        )
    names = tuple(class_names) if class_names is not None else tuple(f"class {i}" for i in range(1, len(values) + 1))
    if len(names) != len(values):
        raise PredictionError(f"there are {len(values)} probabilities and {len(names)} class names. Name each class.")
    return Scores(names, np.log(np.maximum(values, _LEAST)).astype(np.float32))
