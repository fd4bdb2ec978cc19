"""What a model said of a clip, and why: the one value that figures, player, tables and pages read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from sta_lstm.arrays import Bools, Float32s
from sta_lstm.errors import PredictionError
from sta_lstm.prediction.keyframes import keyframes
from sta_lstm.prediction.laws import as_array, as_tuple, check_clip, check_prediction
from sta_lstm.prediction.maps import FrameCurve, JointMap, multiples_of_mean, multiples_of_uniform, uniform_beta
from sta_lstm.prediction.provenance import Provenance
from sta_lstm.prediction.scores import Scores
from sta_lstm.prediction.verdict import Verdict
from sta_lstm.skeletons import Clip
from sta_lstm.skeletons.quality.doubts import doubts_of, notes_of

if TYPE_CHECKING:
    from sta_lstm.prediction.windows import Windows


@dataclass(frozen=True, eq=False)
class Prediction:
    """What one model said of one clip, on the clip's own frames, persons and joints.

    T frames, M persons, J joints a person, L classes. All arrays are read-only. Everything is checked against the
    clip and against each other, so that whoever reads a prediction can believe its shapes and sums.

    Attributes:
        clip: the clip as the model was given it.
        maps: one or more, each T × M × J; the first is what is shown at first: spatial attention α where there is any.
        curves: one or more, each T; the first weighs the frames: temporal attention β.
        read: T × M, whether the model saw this person in this frame. Nobody is read where they are absent, and a
            relative map has nothing for who was not read.
        scores: of the classes; None where there are none, as for a map that somebody computed, or where the recording
            is too long to be one action.
        keyframes: frame numbers of the peaks of the first curve, the highest first.
        provenance: which checkpoint, program and device this comes from.
        verdict: whether the attention of the first map can be believed; None where nobody tested it.
        windows: what the model says of a long recording one stretch after another, in the place of scores
            (`sta_lstm.prediction.windows.in_windows`); None where it is answered at once.
        links: M × J × M × J, how much each joint attends to each other throughout the clip, where the model's joints
            attend to each other: of a joint they sum to 1, or are 0 where it was not read. None otherwise.
        ahead: T × M × J × 3, how far the model expects each joint to move within its next five frames, metres, y up;
            None where it foretells nothing.

    Raises:
        PredictionError: an array has another form than the clip, two maps or curves have one name, a relative map does
            not sum to 1 over the joints read, Σ_t β_t z_t is not the logits, a keyframe is no frame of the clip, or
            the verdict is about another clip or other classes, or there are windows of another clip, or scores beside
            them. The message says what was expected and what was found.
    """

    clip: Clip
    maps: tuple[JointMap, ...]
    curves: tuple[FrameCurve, ...]
    read: Bools
    scores: Scores | None
    keyframes: tuple[int, ...]
    provenance: Provenance
    verdict: Verdict | None = None
    windows: Windows | None = None
    links: Float32s | None = None
    ahead: Float32s | None = None

    def __post_init__(self) -> None:
        for field in ("maps", "curves", "keyframes"):
            object.__setattr__(self, field, as_tuple(getattr(self, field), field))
        keyframes = tuple(int(t) if isinstance(t, np.generic) and t.dtype.kind in "iu" else t for t in self.keyframes)
        object.__setattr__(self, "keyframes", keyframes)
        read = as_array(self.read, "read")
        read.setflags(write=False)
        object.__setattr__(self, "read", read)
        for field in ("links", "ahead"):
            if getattr(self, field) is not None:
                values = as_array(getattr(self, field), field)
                values.setflags(write=False)
                object.__setattr__(self, field, values)
        check_prediction(self)

    @classmethod
    def of_maps(
        cls,
        clip: Clip,
        maps: Sequence[JointMap],
        *,
        curves: Sequence[FrameCurve] = (),
        scores: Scores | None = None,
        made_by: str = "",
    ) -> Prediction:
        """A result from maps that somebody computed, with any model or with none.

        Args:
            clip: what they are about.
            maps: one or more; the first is shown at first.
            curves: the first weighs the frames; if there is none, every frame weighs the same.
            scores: of the classes, if they are known.
            made_by: what to call whoever made them; the first map's title if left out.

        Raises:
            PredictionError: they contradict each other or the clip, as `Prediction` says.
        """
        check_clip(clip)
        maps, curves = as_tuple(maps, "maps"), as_tuple(curves, "curves")
        name = made_by or (maps[0].title if maps and isinstance(maps[0], JointMap) else "")
        shown = curves or (uniform_beta(clip.present),)
        first = shown[0]
        peaks = bool(curves) and isinstance(first, FrameCurve) and not first.signed
        peaks = peaks and len(first.values) == clip.n_frames and bool(np.isfinite(first.values).all())
        return cls(
            clip=clip,
            maps=maps,
            curves=shown,
            read=clip.present,
            scores=scores,
            keyframes=keyframes(first.values) if peaks else (),
            provenance=Provenance(name, changes=notes_of(clip), doubts=doubts_of(clip)),
        )

    def with_maps(self, *maps: JointMap) -> Prediction:
        """The same result with further maps behind those that it has.

        Raises:
            PredictionError: a map does not go with the clip, or has the name of another.
        """
        return replace(self, maps=(*self.maps, *maps))

    def with_curves(self, *curves: FrameCurve) -> Prediction:
        """The same result with further curves behind those that it has.

        Raises:
            PredictionError: a curve does not go with the clip, or has the name of another.
        """
        return replace(self, curves=(*self.curves, *curves))

    def with_verdict(self, verdict: Verdict | None) -> Prediction:
        """The same result with what was found of its attention, which pages, pictures, tables and videos then say.

        Args:
            verdict: what `sta_lstm.evidence.verdict.judge` finds of this result; None takes one away.

        Raises:
            PredictionError: it is about another clip or other classes.
        """
        return replace(self, verdict=verdict)

    def with_doubts(self, doubts: Sequence[str]) -> Prediction:
        """The same result with other doubts about the recording, such as those about the clip before it was edited.

        Args:
            doubts: sentences, as `sta_lstm.skeletons.quality.doubts.doubts_of` finds them.
        """
        return replace(self, provenance=replace(self.provenance, doubts=tuple(doubts)))

    def with_changes(self, *changes: str) -> Prediction:
        """The same result with more of what was assumed or done, in sentences, behind what is said of it already."""
        if not changes:
            return self
        return replace(self, provenance=replace(self.provenance, changes=(*self.provenance.changes, *changes)))

    @property
    def checkpoint(self) -> str:
        """Name of the checkpoint."""
        return self.provenance.checkpoint

    @property
    def class_names(self) -> tuple[str, ...]:
        """L names; none where there are no scores."""
        return self.scores.class_names if self.scores else ()

    @property
    def logits(self) -> Float32s:
        """L, the scores o = Σ_t β_t z_t."""
        return self._known_scores().logits

    @property
    def probabilities(self) -> Float32s:
        """L, softmax of the logits."""
        return self._known_scores().probabilities

    @property
    def label(self) -> str:
        """The most probable class."""
        return self._known_scores().label

    @property
    def frame_scores(self) -> Float32s:
        """T × L, z_t; β_t z_t is frame t's contribution to each score."""
        scores = self._known_scores().frame_scores
        if scores is None:
            raise PredictionError(f"the scores of '{self.checkpoint}' are not a sum over frames.")
        return scores

    @property
    def has_frame_scores(self) -> bool:
        """Whether it is known what each frame adds to the scores."""
        return self.scores is not None and self.scores.frame_scores is not None

    @property
    def alpha(self) -> Float32s:
        """T × M × J, the values of the first map: α where the model has attention."""
        return self.maps[0].values

    @property
    def beta(self) -> Float32s:
        """T, the values of the first curve: β where the model has attention."""
        return self.curves[0].values

    @cached_property
    def contributions(self) -> Float32s:
        """T × L, β_t z_t: what each frame adds to each score. Sums over frames to the logits."""
        return np.asarray(self.beta[:, None] * self.frame_scores, dtype=np.float32)

    @cached_property
    def running(self) -> Float32s:
        """T × L, probabilities of the classes from the frames up to and including each: softmax(Σ_{τ≤t} β_τ z_τ)."""
        so_far = np.cumsum(self.contributions, axis=0, dtype=np.float64).astype(np.float32)
        return np.asarray(softmax(so_far, axis=-1), dtype=np.float32)

    @cached_property
    def relative_alpha(self) -> Float32s:
        """T × M × J, the first map as it is shown: a multiple of uniform attention, where it is a share of it."""
        return self.shown(self.maps[0])

    @cached_property
    def relative_beta(self) -> NDArray[np.float64]:
        """T, β as a multiple of its mean over the frames in which somebody was read; 0 in the others."""
        return multiples_of_mean(self.beta, np.asarray(self.read.any(1)))

    def shown(self, joint_map: JointMap) -> Float32s:
        """T × M × J, a map of this result as pictures show it: a share of attention as a multiple of uniform."""
        return multiples_of_uniform(joint_map.values, self.read) if joint_map.relative else joint_map.values

    def map_named(self, name: str | None = None) -> JointMap:
        """One of the maps; the first, if no name is given.

        Raises:
            PredictionError: there is none of that name; the message lists those there are.
        """
        for each in self.maps:
            if name is None or each.name == name:
                return each
        raise PredictionError(
            f"there is no map {name!r} of clip '{self.clip.name}'; there are: {', '.join(m.name for m in self.maps)}."
        )

    def to_html(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        title: str | None = None,
        maps: Sequence[JointMap] = (),
    ) -> str:
        """The player with this result as one HTML page, which needs no network and no other file.

        Args:
            path: also write the page to this file; it is replaced whole.
            title: heading of the page; the names of clip, checkpoint and predicted class if left out.
            maps: further maps to choose from.

        Raises:
            PredictionError: a map does not go with the clip.
            SettingsError: the file cannot be written.
        """
        # The one import up the floors: the player reads predictions, and a prediction can show itself.
        from sta_lstm.player.page import player_page

        page = player_page(self.with_maps(*maps), title=title)
        if path is not None:
            page.save(path)
        return page.html

    def _repr_html_(self) -> str:
        """The player in a frame of its own, for notebooks: it can neither read nor style the page around it."""
        from sta_lstm.player.page import player_page

        return player_page(self)._repr_html_()

    def _known_scores(self) -> Scores:
        if self.scores is None:
            raise PredictionError(f"'{self.checkpoint}' says nothing of classes: the result has no scores.")
        return self.scores
