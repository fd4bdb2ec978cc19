"""Maps and curves: one number for every joint in every frame, or for every frame, and what the number means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sta_lstm.arrays import Bools, Float32s, Float64s
from sta_lstm.errors import PredictionError
from sta_lstm.skeletons import Clip
from sta_lstm.words import whole_text

MAX_MAPS = 16
#: What the player makes of other maps by itself, and calls so. A map that is called alpha-beta takes the place of the
#: player's own; one that is called difference is refused.
PLAYER_MAPS = ("alpha-beta", "difference")
#: A map that is called as another with this behind it tells how far several networks agree on that other one, from 0
#: to 1: pictures of the other draw hollow what they do not agree on.
AGREEMENT = "-agreement"
MAX_NAME_CHARACTERS = 200
#: How far the shares of a frame may be from 1 in all: half precision, which some models run in, keeps three digits.
_SUM_TOLERANCE = 2e-3


@dataclass(frozen=True, eq=False)
class JointMap:
    """One number for every joint in every frame: attention, an ablation, a gradient, a speed.

    T frames, M persons, J joints a person, those of the clip that the map goes with.

    Attributes:
        name: what tells this map from others; in several panes of a player the same name is one choice.
        values: T × M × J, float32 and read-only; NaN where there is no value. Infinity is refused.
        title: how people see it named.
        unit: stands behind values, for example ``"m/s"``; may be empty.
        signed: whether less than 0 means something; such a map is shown in two hues, and another may not be below 0.
        relative: whether values are shares of attention, which sum to 1 over the joints of a frame. They are shown as
            multiples of uniform attention.
        learned: whether a model attends so, or a share was worked out by asking one; a relative map of which neither is
            true is uniform.
        says: what a joint has of it, in words that end "Balls: …": ``"how fast each joint moves"``; empty where the
            title has to do.

    Raises:
        PredictionError: there is no name or title, the values are not numbers of that form, or they contradict
            ``signed`` or ``relative``.
    """

    name: str
    values: Float32s
    title: str
    unit: str = ""
    signed: bool = False
    relative: bool = False
    learned: bool = False
    says: str = ""

    def __post_init__(self) -> None:
        _check_and_set(self, "map", "frames × persons × joints", 3)


@dataclass(frozen=True, eq=False)
class FrameCurve:
    """One number for every frame: temporal attention, or how much anything else has to do with this frame.

    T frames, those of the clip that the curve goes with.

    Attributes:
        name: what tells this curve from others.
        values: T, float32 and read-only; NaN where there is no value. Infinity is refused.
        title: how people see it named.
        unit: stands behind values; may be empty.
        signed: whether less than 0 means something; another curve may not be below 0.
        relative: whether values are weights of frames, which are shown as multiples of their mean over the frames with
            bodies.
        learned: whether a model attends so, or a share was worked out by asking one; a relative curve of which neither
            is true is uniform.
        says: what a frame has of it, in words that end "Violet curve: …"; empty where the title has to do.

    Raises:
        PredictionError: there is no name or title, the values are not numbers of that form, or they contradict
            ``signed`` or ``relative``.
    """

    name: str
    values: Float32s
    title: str
    unit: str = ""
    signed: bool = False
    relative: bool = False
    learned: bool = False
    says: str = ""

    def __post_init__(self) -> None:
        _check_and_set(self, "curve", "frames", 1)


def alpha_map(values: ArrayLike, *, learned: bool = True) -> JointMap:
    """Spatial attention α as a map.

    Args:
        values: T × M × J, ≥ 0; sums to 1 over the joints that a model read in a frame.
        learned: whether the model has spatial attention; if not, α is uniform.

    Raises:
        PredictionError: the values are not such numbers.
    """
    values = np.asarray(values)
    return JointMap("alpha", values, "spatial attention α", relative=True, learned=learned)


def beta_curve(values: ArrayLike, *, learned: bool = True) -> FrameCurve:
    """Temporal attention β as a curve.

    Args:
        values: T, ≥ 0.
        learned: whether the model has temporal attention; if not, β is uniform.

    Raises:
        PredictionError: the values are not such numbers.
    """
    values = np.asarray(values)
    return FrameCurve("beta", values, "temporal attention β", relative=True, learned=learned)


def uniform_alpha(clip: Clip, read: Bools) -> JointMap:
    """The α of a model without spatial attention: the same share for every joint of the persons read (T × M)."""
    n_joints = clip.n_joints * read.sum(1)  # T
    shares = read / np.maximum(n_joints, 1)[:, None]  # T × M
    return alpha_map(np.repeat(shares[:, :, None], clip.n_joints, axis=2), learned=False)


def uniform_beta(read: Bools) -> FrameCurve:
    """The β of a model without temporal attention: every frame in which somebody was read (T × M) weighs the same."""
    there = read.any(1)
    return beta_curve(there / max(1, int(there.sum())), learned=False)


def shares_of_frames(values: Float32s, read: Bools) -> Float32s:
    """A map in any unit (T × M × J) as attention has it: shares that sum to 1 over the joints read (T × M) in a frame.

    What is below 0, or has no value, gets nothing. Where nothing is left, as in a frame in which nothing moves, all
    joints that were read get the same.
    """
    there = np.repeat(read[..., None], values.shape[2], axis=2)
    kept = np.where(there, np.nan_to_num(np.maximum(values, 0)), 0).astype(np.float64)
    kept = np.where(kept.any((1, 2), keepdims=True), kept, there)
    return np.asarray(kept / np.maximum(kept.sum((1, 2), keepdims=True), np.finfo(float).tiny), dtype=np.float32)


def multiples_of_uniform(shares: Float32s, read: Bools) -> Float32s:
    """Shares of attention (T × M × J) as multiples of uniform attention over the joints of the persons read (T × M)."""
    n_joints = shares.shape[2] * np.count_nonzero(read, axis=1)  # T
    return np.asarray(shares * n_joints[:, None, None], dtype=np.float32)


def multiples_of_mean(weights: NDArray[np.floating], there: Bools) -> NDArray[np.float64]:
    """Weights of frames (T) as multiples of their mean over the frames ``there`` (T).

    1 is uniform; 0 in the other frames, and throughout where no frame has weight.
    """
    weights = np.where(there, weights.astype(np.float64), 0)
    total = weights.sum()
    return np.asarray(weights * (np.count_nonzero(there) / total if total > 0 else 0))


def check_kinds(maps: Sequence[Sequence[JointMap]]) -> None:
    """Refuse maps of several results that share a name and not what it means: one name is one choice.

    Args:
        maps: for each result its maps.

    Raises:
        PredictionError: a map has another title, unit, sign or kind than its namesake before it.
    """
    known: dict[str, JointMap] = {}
    for p, given in enumerate(maps):
        for each in given:
            first = known.setdefault(each.name, each)
            if (each.title, each.unit, each.signed, each.relative) != (
                *(first.title, first.unit, first.signed, first.relative),
            ):
                raise PredictionError(
                    f"map {each.name!r} has another title, unit or sign in pane {p} than in a pane before; "
                    "one name is one choice: make them equal, or rename one."
                )


def _check_and_set(one: JointMap | FrameCurve, what: str, form: str, n_axes: int) -> None:
    """Check a map or a curve, and make its values its own."""
    _check_words(what, one)
    for field in ("name", "title", "unit", "says"):
        object.__setattr__(one, field, whole_text(getattr(one, field)))
    where = f"{what} {one.name!r}"
    values = _numbers(one.values, where, form, n_axes)
    _check_values(values, where, signed=one.signed, relative=one.relative)
    object.__setattr__(one, "values", values)


def _check_words(what: str, one: JointMap | FrameCurve) -> None:
    name, title = one.name, one.title
    words, switches = (one.unit, one.says), (one.signed, one.relative, one.learned)
    if not all(isinstance(each, str) for each in words) or any(type(each) is not bool for each in switches):
        raise PredictionError(
            f"{what} {name!r}: unit and says are text; signed, relative and learned are True or False."
        )
    if not isinstance(name, str) or not isinstance(title, str) or not name or not title:
        raise PredictionError(f"a {what} has no name or no title; give it both, so that people can choose it.")
    if name == "difference":
        raise PredictionError(f"a {what} cannot be called {name!r}: the player makes one of that name. Rename it.")
    if max(len(name), len(title)) > MAX_NAME_CHARACTERS:
        raise PredictionError(
            f"the name or title of {what} {name[:40]!r}… has more than {MAX_NAME_CHARACTERS} letters; shorten it."
        )


def _numbers(values: ArrayLike, where: str, form: str, n_axes: int) -> Float32s:
    try:
        with np.errstate(over="ignore"):  # what float32 cannot hold is refused as infinite
            numbers = as_floats(values).astype(np.float32)
    except (TypeError, ValueError, RuntimeError, OverflowError, MemoryError) as error:
        raise PredictionError(
            f"{where}: its values are not numbers of the form {form} ({str(error)[:200]})."
        ) from error
    if numbers.ndim != n_axes:
        raise PredictionError(f"{where} has {numbers.ndim} axes; it needs {n_axes}: {form}.")
    numbers.setflags(write=False)
    return numbers


def as_floats(values: ArrayLike) -> Float64s:
    """Numbers of any array as they are, NaN for what is masked or None.

    Raises:
        TypeError, ValueError, RuntimeError, OverflowError, MemoryError: they are none, as whoever made them says it.
    """
    if isinstance(values, np.ma.MaskedArray):
        values = np.ma.filled(values.astype(np.float64), np.nan)
    kind = getattr(values, "dtype", None)
    if isinstance(kind, np.dtype) and kind.kind not in "fiubO":
        raise TypeError(f"they are {kind}")
    return np.array(values, dtype=np.float64)


def _check_values(values: Float32s, where: str, *, signed: bool, relative: bool) -> None:
    if np.isinf(values).any():
        raise PredictionError(f"{where} is infinite at [{_first(np.isinf(values))}]; use NaN where there is no value.")
    if not signed and (values < 0).any():
        raise PredictionError(
            f"{where} is below 0 at [{_first(values < 0)}]; attention and what has no sign begin at 0; a map whose "
            "values below 0 have a meaning is given signed=True."
        )
    if not relative:
        return
    if signed:
        raise PredictionError(f"{where} is both signed and relative; shares of attention are never below 0.")
    if np.isnan(values).any():
        raise PredictionError(
            f"{where} has no value at [{_first(np.isnan(values))}]; where there is no attention, it is 0."
        )
    odd = odd_sum(values) if values.ndim == 3 else None
    if odd is not None:
        raise PredictionError(
            f"{where} sums to {odd[1]:.4g} over the joints of frame {odd[0]}; shares of attention sum to 1. Divide "
            "each frame by its sum; or, if it is not attention, give it another name and relative=False."
        )


def odd_sum(shares: NDArray[np.floating]) -> tuple[int, float] | None:
    """The first row of shares (rows × persons × joints) that sums neither to 1 nor to 0, and its sum; else None."""
    sums = shares.sum((1, 2), dtype=np.float64)
    wrong = (np.abs(sums - 1) > _SUM_TOLERANCE) & (sums != 0)
    return (row := int(np.argmax(wrong)), float(sums[row])) if wrong.any() else None


def _first(where: Bools) -> str:
    return ", ".join(str(i) for i in np.argwhere(where)[0])
