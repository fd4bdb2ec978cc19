"""What one checkpoint says of two clips on one clock: what differs, where and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sta_lstm.arrays import Indices
from sta_lstm.comparison.agreement import settled
from sta_lstm.comparison.alignment import Alignment
from sta_lstm.comparison.clock import on_clock
from sta_lstm.comparison.comparison import Comparison
from sta_lstm.comparison.ground import Common
from sta_lstm.comparison.pairs import Side, pair_agreement, running_answers
from sta_lstm.errors import MismatchError, SettingsError
from sta_lstm.prediction.keyframes import keyframes
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.prediction.summary import clip_mean
from sta_lstm.skeletons import Clip
from sta_lstm.words import person_letter

#: The two clips, as places in `ClipPair.comparison`.
PAIR = (0, 1)
#: Keyframes that are no farther apart are the same one, in seconds of the common clock.
_TOLERANCE_S = 0.1


@dataclass(frozen=True, eq=False)
class ClipPair:
    """One checkpoint's answers to two clips, side by side.

    Attributes:
        predictions: the two results, each on its clip's own frames.
        alignment: which of their frames belong together.
        comparison: the two on the common clock of S steps: its "models" are the clips, its frames are steps. ``beta``
            and ``joint_attention`` are relative to all of a clip's own frames, however often the clock shows them.
    """

    predictions: tuple[Prediction, Prediction]
    alignment: Alignment
    comparison: Comparison

    def moments(self) -> pd.DataFrame:
        """The moments at which the two clips' β differ most, first; at most five.

        Columns: ``step`` and ``time_s`` of the common clock, ``frame_first``, ``frame_second`` (of the recordings),
        ``beta_first``, ``beta_second`` (1 is uniform), ``difference`` (second less first).
        """
        difference = self.comparison.delta_beta(PAIR)
        return self.steps().loc[list(keyframes(np.abs(difference)))][
            ["step", "time_s", "frame_first", "frame_second", "beta_first", "beta_second", "difference"]
        ]

    def to_json(self) -> dict[str, Any]:
        """The pair as plain JSON values; persons, steps and frames are numbered from 0, what has no value is null."""
        alignment, agreement = self.alignment, self.comparison.pairs[0]
        return {
            "clips": [
                {
                    "name": name,
                    "frames": each.clip.n_frames,
                    "fps": each.clip.fps,
                    "label": each.label,
                    "probabilities": dict(zip(each.class_names, each.probabilities.tolist(), strict=True)),
                    "notes": list(each.provenance.changes),
                    "doubts": list(each.provenance.doubts),
                }
                for name, each in zip(self.comparison.names, self.predictions, strict=True)
            ],
            "checkpoint": self.predictions[0].checkpoint,
            "provenance": self.predictions[0].provenance.to_json(),
            "alignment": {
                "kind": alignment.kind,
                "fps": alignment.fps,
                "first": alignment.first.tolist(),
                "second": alignment.second.tolist(),
                "distance": alignment.distance.tolist(),
                "unit": alignment.unit,
            },
            "figures": asdict(agreement.figures),
            "random": asdict(agreement.random),
            "moments": self.moments().to_dict("records"),
            "joints": self.joints().to_dict("records"),
            "notes": [*alignment.notes, *self.comparison.left_out],
        }

    def joints(self) -> pd.DataFrame:
        """For each joint the moment at which its α differs most; the joint that differs most first.

        Columns: ``person`` (from 0), ``joint``, ``step``, ``frame_first``, ``frame_second``, ``alpha_first``,
        ``alpha_second`` (1 is uniform), ``difference`` (second less first).
        """
        found = self.comparison
        difference = found.delta_alpha(PAIR)  # S × M × J
        size = np.where(np.isfinite(difference), np.abs(difference), -1)
        step = size.argmax(0)  # M × J
        person, joint = (places.ravel() for places in np.indices(step.shape))
        at = step.ravel(), person, joint
        table = pd.DataFrame(
            {
                "person": np.array(found.common.persons)[person],
                "joint": [found.common.joints[j] for j in joint],
                "step": at[0],
                "frame_first": self.alignment.first[at[0]],
                "frame_second": self.alignment.second[at[0]],
                "alpha_first": found.alpha[0][at],
                "alpha_second": found.alpha[1][at],
                "difference": difference[at],
            }
        )
        return table.iloc[np.argsort(-size[at], kind="stable")].reset_index(drop=True)

    def steps(self) -> pd.DataFrame:
        """A row a step of the common clock.

        Columns: ``step``, ``time_s`` (of the clock), ``frame_first``, ``frame_second``, ``time_first_s``,
        ``time_second_s`` (of the recordings), ``pose_distance`` (in `Alignment.unit`), ``beta_first``, ``beta_second``
        (1 is uniform), ``difference`` (second less first), ``alpha_divergence`` (Jensen-Shannon, bits; missing where
        nobody was read in both), ``label_first``, ``label_second`` (from the frames so far; missing before any
        evidence).
        """
        alignment, found = self.alignment, self.comparison
        names = np.array([*found.common.any_class, None], dtype=object)
        return pd.DataFrame(
            {
                "step": np.arange(alignment.n_steps),
                "time_s": np.arange(alignment.n_steps) / alignment.fps,
                "frame_first": alignment.first,
                "frame_second": alignment.second,
                "time_first_s": alignment.first / self.predictions[0].clip.fps,
                "time_second_s": alignment.second / self.predictions[1].clip.fps,
                "pose_distance": alignment.distance,
                "beta_first": found.beta[0],
                "beta_second": found.beta[1],
                "difference": found.delta_beta(PAIR),
                "alpha_divergence": found.pairs[0].divergence,
                "label_first": names[found.running_labels[0]],
                "label_second": names[found.running_labels[1]],
            }
        )


def compare_clips(
    first: Prediction,
    second: Prediction,
    alignment: Alignment,
    *,
    names: Sequence[str] | None = None,
    top: int = 5,
    tolerance: int | None = None,
) -> ClipPair:
    """What one checkpoint says of two clips, side by side on their common clock.

    Args:
        first: its result for the first clip.
        second: its result for the second.
        alignment: of the two clips, in this order.
        names: what to call the clips; their own names if left out.
        top: how many of a clip's most attended joints are compared with the other's.
        tolerance: steps by which two keyframes may differ and still be the same; a tenth of a second of the common
            clock, at least one step, if left out.

    Raises:
        SettingsError: the alignment is one of other clips, the two names are the same, or ``top`` or ``tolerance`` is
            out of range.
        MismatchError: the results are of different checkpoints, no person was read in both clips, or the common clock
            has so many steps that results of so many classes or joints do not fit it.
    """
    _check(first, second, alignment)
    given = tuple(names) if names is not None else _own_names(first.clip, second.clip)
    if len(set(given)) != 2:
        raise SettingsError(f"two clips are told apart by two names; got {', '.join(given)}.")
    shown = [on_clock(first, alignment.first, alignment.fps), on_clock(second, alignment.second, alignment.fps)]
    common = _common(shown, given)
    sides = [
        _side(own, on, name, frames, common)
        for own, on, name, frames in zip(
            (first, second), shown, given, (alignment.first, alignment.second), strict=True
        )
    ]
    if tolerance is None:
        tolerance = max(1, round(_TOLERANCE_S * alignment.fps))
    if top < 1 or tolerance < 0:
        raise SettingsError(f"comparing: expected top ≥ 1 and tolerance ≥ 0; got {top} and {tolerance}.")
    comparison = Comparison(
        predictions=tuple(shown),
        names=given,
        families=(None, None),
        common=common,
        pairs=(pair_agreement(PAIR, sides[0], sides[1], common, top=top, tolerance=tolerance),),
        alpha=_stacked([side.alpha for side in sides]),
        beta=_stacked([side.beta for side in sides]),
        joint_attention=_stacked([side.joint_attention for side in sides]),
        running_labels=_stacked([side.running_labels for side in sides]),
        settled=(sides[0].settled, sides[1].settled),
        probabilities=_stacked([side.probabilities for side in sides]),
        top=top,
        tolerance=tolerance,
    )
    return ClipPair((first, second), alignment, comparison)


def _check(first: Prediction, second: Prediction, alignment: Alignment) -> None:
    for prediction, frames in ((first, alignment.first), (second, alignment.second)):
        if int(frames[-1]) != prediction.clip.n_frames - 1:
            raise SettingsError(
                f"the alignment ends at frame {int(frames[-1])}, and clip '{prediction.clip.name}' has "
                f"{prediction.clip.n_frames} frames; align these two clips, in this order."
            )
    same_model = first.checkpoint == second.checkpoint and first.class_names == second.class_names
    if not same_model or first.clip.layout.joints != second.clip.layout.joints:
        raise MismatchError(
            f"the results are those of two checkpoints, '{first.checkpoint}' for clip '{first.clip.name}' and "
            f"'{second.checkpoint}' for clip '{second.clip.name}'. Ask one checkpoint about both clips."
        )


def _own_names(first: Clip, second: Clip) -> tuple[str, str]:
    return first.name, second.name if second.name != first.name else f"{second.name} (2)"


def _common(shown: Sequence[Prediction], names: Sequence[str]) -> Common:
    """All joints and classes, and the persons who were read in both clips at some step."""
    n_persons = min(prediction.clip.n_persons for prediction in shown)
    reads = np.stack([prediction.read[:, :n_persons] for prediction in shown])  # 2 × S × M
    persons = tuple(int(m) for m in np.flatnonzero(reads.all(0).any(0)))
    if not persons:
        raise MismatchError(
            f"the model read no person in both '{names[0]}' and '{names[1]}' at any step of the common clock, so their "
            "attention cannot be compared."
        )
    read = np.asarray(reads[:, :, persons].all(0))
    read.setflags(write=False)
    joints, classes = shown[0].clip.layout.joints, shown[0].class_names
    columns = tuple(range(len(joints)))
    return Common(
        joints=joints,
        columns=(columns, columns),
        persons=persons,
        read=read,
        classes=classes,
        any_class=classes,
        left_out=tuple(_left_out(shown, names, persons)),
    )


def _left_out(shown: Sequence[Prediction], names: Sequence[str], persons: Sequence[int]) -> Iterator[str]:
    for name, prediction in zip(names, shown, strict=True):
        for m in np.flatnonzero(prediction.read.any(0)).tolist():
            if m not in persons:
                yield f"Person {person_letter(m)} of '{name}', whom the model did not read in the other clip."
    for m in persons:
        reads = np.stack([prediction.read[:, m] for prediction in shown])
        alone = int((reads.any(0) & ~reads.all(0)).sum())
        if alone:
            steps = "1 step" if alone == 1 else f"{alone:,} steps"
            yield f"Person {person_letter(m)} at {steps} of the common clock, where only one of the clips shows them."


def _side(own: Prediction, on: Prediction, name: str, frames: Indices, common: Common) -> Side:
    persons, labels = list(common.persons), running_answers(own)[frames]
    return Side(
        prediction=on,
        name=name,
        alpha=np.asarray(own.relative_alpha[frames][:, persons] * common.read[..., None], dtype=np.float32),
        beta=own.relative_beta[frames].astype(np.float32),
        joint_attention=clip_mean(own.relative_alpha[:, persons], own.read[:, persons], own.beta).astype(np.float32),
        running_labels=labels,
        probabilities=own.probabilities,
        settled=settled(labels),
    )


def _stacked(arrays: Sequence[NDArray[Any]]) -> NDArray[Any]:
    stacked = np.stack(arrays)
    stacked.setflags(write=False)
    return stacked
