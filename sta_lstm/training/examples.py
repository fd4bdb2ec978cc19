"""Training data in memory: all clips of a data set as tensors, and batches of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from sta_lstm.datasets import Dataset, LabelledClip
from sta_lstm.errors import SettingsError
from sta_lstm.evaluation.evaluation import Evaluation, evaluate_inputs
from sta_lstm.model.features import FeatureRecipe, prepare
from sta_lstm.model.networks.network import Network
from sta_lstm.model.poses import Poses
from sta_lstm.skeletons import Clip, SkeletonLayout
from sta_lstm.skeletons.united import in_order, placed_in, places_in, united
from sta_lstm.training.augment import NONE, Augmentation, augmented

#: Clips that are made into features at once where nothing is trained.
_TESTED_TOGETHER = 256


class Batch(NamedTuple):
    """What the network reads of some clips, and their classes.

    Attributes:
        x: N × T × K × C.
        mask: N × T × K.
        lengths: N.
        labels: N.
    """

    x: Tensor
    mask: Tensor
    lengths: Tensor
    labels: Tensor


class NetworkInput(NamedTuple):
    """What the network reads of one clip.

    Attributes:
        x: T × K × C.
        mask: T × K.
    """

    x: Tensor
    mask: Tensor


@dataclass(frozen=True, eq=False)
class Examples:
    """Clips before augmentation, one after the other: no padding is stored.

    Attributes:
        positions: F × M × J × 3, the frames of all clips.
        present: F × M.
        times: F, seconds.
        starts: N, each clip's first frame among the F.
        lengths: N, frames of each clip.
        labels: N, class indices.
        layout: of all clips.
        features: what `prepare` followed, and what batches follow.
        min_persons: fewest persons in a clip, those of which these are a subset included.
        joints: N × J, which of the layout's joints each clip has, where clips are of several layouts; else None.
        layouts: those of the clips, in the order of the table of layouts.
    """

    positions: Tensor
    present: Tensor
    times: Tensor
    starts: Tensor
    lengths: Tensor
    labels: Tensor
    layout: SkeletonLayout
    features: FeatureRecipe
    min_persons: int
    joints: Tensor | None = None
    layouts: tuple[SkeletonLayout, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "layouts", self.layouts or (self.layout,))

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def n_persons(self) -> int:
        """M."""
        return self.positions.shape[1]

    @property
    def clip_seconds(self) -> dict[str, float]:
        """How long the clips are: ``shortest``, ``median`` and ``longest``, from the first frame to the last."""
        seconds = self.times[self.starts + self.lengths - 1] - self.times[self.starts]
        found = {"shortest": seconds.min(), "median": seconds.median(), "longest": seconds.max()}
        return {name: round(float(value), 2) for name, value in found.items()}

    def to(self, device: torch.device) -> Examples:
        """The same examples on another device."""
        tensors = ("positions", "present", "times", "starts", "lengths", "labels")
        moved = {name: getattr(self, name).to(device) for name in tensors}
        return replace(self, **moved, joints=None if self.joints is None else self.joints.to(device))

    def subset(self, rows: Sequence[int]) -> Examples:
        """Some of the clips; their frames are shared, not copied."""
        index = torch.as_tensor(rows, dtype=torch.long, device=self.starts.device)
        return replace(
            self,
            starts=self.starts[index],
            lengths=self.lengths[index],
            labels=self.labels[index],
            joints=None if self.joints is None else self.joints[index],
        )

    def poses(self, rows: Tensor) -> Poses:
        """The clips ``rows``, padded to the longest of them."""
        starts, lengths = self.starts[rows], self.lengths[rows]
        steps = torch.arange(int(lengths.max()), device=rows.device)
        real = steps < lengths[:, None]
        index = starts[:, None] + torch.minimum(steps, (lengths - 1)[:, None])
        return Poses(self.positions[index], self.present[index] & real[..., None], self.times[index], lengths)

    def batch(self, rows: Tensor, strength: Augmentation, generator: torch.Generator) -> Batch:
        """The clips ``rows`` as the network reads them, augmented."""
        rows = rows.to(self.labels.device)
        x, mask, lengths = augmented(self.poses(rows), self.layout, self.features, strength, generator)
        if self.joints is not None:
            mask = mask & self.joints[rows].repeat(1, self.n_persons)[:, None]
            x = x * mask[..., None]
        return Batch(x, mask, lengths, self.labels[rows])

    def inputs(self) -> Iterator[tuple[int, NetworkInput]]:
        """Each clip as the network reads it, not augmented, with its number; the shortest first."""
        generator = torch.Generator()  # without augmentation nothing is drawn
        for rows in torch.split(self.lengths.argsort(), _TESTED_TOGETHER):
            batch = self.batch(rows, NONE, generator)
            for row, x, mask, n_frames in zip(rows.tolist(), batch.x, batch.mask, batch.lengths.tolist(), strict=True):
                yield row, NetworkInput(x[:n_frames], mask[:n_frames])

    def fingerprint(self) -> str:
        """A hash of the clips and their labels: what tells one training set from another."""
        digest = hashlib.sha256()
        frames = (self.starts[:, None] + torch.stack([torch.zeros_like(self.lengths), self.lengths - 1], 1)).flatten()
        for part in (self.lengths, self.labels, self.positions[frames], self.times[frames]):
            digest.update(part.cpu().numpy().tobytes())
        return digest.hexdigest()[:16]


def examples(
    clips: Sequence[Clip],
    labels: Sequence[str],
    class_names: Sequence[str],
    features: FeatureRecipe,
    *,
    n_persons: int | None = None,
    any_layout: bool = False,
) -> Examples:
    """Clips in memory and their labels as tensors.

    Args:
        clips: of one layout, unless ``any_layout``.
        labels: what is done in each.
        class_names: the classes, in the order of the network's.
        features: how clips become features.
        n_persons: M; as many as a clip shows, if left out.
        any_layout: whether clips may differ in layout, for a network that reads all.

    Raises:
        SettingsError: there is no clip, clips differ in layout, or a label is not a class.
        MismatchError: a clip shows more than ``n_persons``.
    """
    pairs = zip(clips, labels, strict=True) if clips else ()
    labelled = [LabelledClip.of(clip, label, None, clip.name) for clip, label in pairs]
    return labelled_examples(labelled, class_names, features, n_persons=n_persons, any_layout=any_layout)


def labelled_examples(
    clips: Sequence[LabelledClip],
    class_names: Sequence[str],
    features: FeatureRecipe,
    *,
    n_persons: int | None = None,
    any_layout: bool = False,
) -> Examples:
    """Clips of a data set as tensors; the clips are read one after the other, and only the tensors stay.

    Args:
        clips: of one layout, unless ``any_layout``.
        class_names: the classes, in the order of the network's.
        features: how clips become features.
        n_persons: M; as many as a clip shows, if left out.
        any_layout: whether clips may differ in layout, for a network that reads all.

    Raises:
        SettingsError: there is no clip, clips differ in layout, or a label is not a class.
        MismatchError: a clip shows more than ``n_persons``.
    """
    if not clips:
        raise SettingsError("there are no clips to train on or to test; choose another fold or data set.")
    layouts = in_order(clip.layout for clip in clips)
    layout = _whole_layout(layouts, features) if any_layout else clips[0].layout
    for clip in clips:
        if clip.layout.joints != layout.joints and not any_layout:
            raise SettingsError(
                f"clips differ in layout: '{clips[0].source}' has '{layout.name}', '{clip.source}' "
                f"'{clip.layout.name}'. Train on those of one layout."
            )
    labels = [clip.label for clip in clips]
    unknown = sorted(set(labels) - set(class_names))
    if unknown:
        raise SettingsError(f"labels that are not classes: {', '.join(unknown)}; classes: {', '.join(class_names)}.")
    shown = [clip.n_shown for clip in clips]
    n_persons = max(shown) if n_persons is None else n_persons
    prepared = [prepare(clip.load(), features, n_persons=n_persons) for clip in clips]
    places = [list(places_in(clip.layout, layout)) for clip in clips]
    joints = torch.zeros(len(clips), layout.n_joints, dtype=torch.bool)
    for row, columns in enumerate(places):
        joints[row, columns] = True
    lengths = torch.tensor([len(each.read) for each in prepared])
    index = {name: c for c, name in enumerate(class_names)}
    return Examples(
        positions=torch.from_numpy(
            np.concatenate([placed_in(each.positions, at, layout) for each, at in zip(prepared, places, strict=True)])
        ),
        present=torch.from_numpy(np.concatenate([each.present for each in prepared])),
        times=torch.from_numpy(np.concatenate([each.times for each in prepared])),
        starts=lengths.cumsum(0) - lengths,
        lengths=lengths,
        labels=torch.tensor([index[label] for label in labels]),
        layout=layout,
        features=features,
        min_persons=min(shown),
        joints=None if bool(joints.all()) else joints,
        layouts=layouts,
    )


def _whole_layout(layouts: tuple[SkeletonLayout, ...], features: FeatureRecipe) -> SkeletonLayout:
    """The layout with all joints of ``layouts``.

    Raises:
        SettingsError: the origin is a joint that lies elsewhere in another of them.
    """
    if len(layouts) > 1 and features.centre not in ("none", "trunk"):
        raise SettingsError(
            f"clips of the layouts {' and '.join(layout.name for layout in layouts)} have no root in common. Centre "
            'them on the trunk: features.centre = "trunk".'
        )
    return united(layouts)


def dataset_examples(dataset: Dataset, features: FeatureRecipe, *, any_layout: bool = False) -> Examples:
    """All clips of a data set as tensors, for networks that read as many persons as any of them shows.

    Raises:
        SettingsError: its clips differ in layout, and not ``any_layout``.
    """
    return labelled_examples(dataset.clips, dataset.class_names, features, any_layout=any_layout)


def evaluate_examples(
    network: Network, data: Examples, class_names: Sequence[str], sources: Sequence[str]
) -> Evaluation:
    """What a network says of clips that are tensors already.

    Args:
        network: of L classes.
        data: N clips; they are not augmented.
        class_names: L.
        sources: N, what the clips are called.
    """
    return evaluate_inputs(
        network, data.inputs(), labels=data.labels.tolist(), class_names=class_names, sources=sources
    )
