"""What ranks the cells of a clip: attention, and what it has to beat.

A ranking is a number for each joint of each frame that a network reads; the more, the sooner its cell is taken or
shown. Whoever has another one (a map from elsewhere) gives a `Ranker`. Cells are taken from a network, and so ranked on
the frames that it reads; a planted truth marks the clip's own frames, and so do the rankings of `planted.rankings`.

Letters: T frames of the clip, T' frames that the network reads, M persons, J joints a person, K = M·J, L classes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from sta_lstm.arrays import AnyFloats, Float32s
from sta_lstm.datasets.dataset import fingerprint_of
from sta_lstm.datasets.synthetic import motion_energy
from sta_lstm.errors import SettingsError
from sta_lstm.evidence.faithfulness.further import check_further
from sta_lstm.evidence.maps.explain import explain
from sta_lstm.evidence.maps.kinds import KINDS
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.features import Features, clip_features, overlaps
from sta_lstm.model.fitting import check_fit
from sta_lstm.model.networks.network import Output
from sta_lstm.model.run import run
from sta_lstm.skeletons import Clip

#: What every map has to beat, by name.
MOTION, RANDOM = "motion energy", "random"


@dataclass(frozen=True, eq=False)
class Asked:
    """A clip, and what a network said of it.

    Attributes:
        checkpoint: whose network was asked.
        clip: T frames.
        features: what the network reads of it: T' × K × C.
        output: what it said, of this clip alone, on the CPU.
    """

    checkpoint: Checkpoint
    clip: Clip
    features: Features
    output: Output

    @property
    def probabilities(self) -> Float32s:
        """Of each class: L."""
        return np.asarray(self.output.logits.softmax(-1).numpy(), np.float32)

    @property
    def predicted(self) -> int:
        """The class that the network names."""
        return int(self.output.logits.argmax())


class Ranker(Protocol):
    """Ranks the cells of a clip."""

    def __call__(self, asked: Asked) -> Tensor:
        """T' × K, on the network's frames; the more, the more it matters. Where nobody is, anything will do."""
        ...


def ask(checkpoint: Checkpoint, clip: Clip) -> Asked:
    """What ``checkpoint`` says of ``clip``.

    Raises:
        MismatchError: the clip does not fit the checkpoint.
    """
    check_fit(clip, checkpoint.reads, name=checkpoint.name)
    checkpoint = checkpoint.of_layout(clip.layout)
    features = clip_features(clip, checkpoint.recipe, n_persons=checkpoint.reads.most)
    return answered(checkpoint, clip, features)


def answered(checkpoint: Checkpoint, clip: Clip, features: Features) -> Asked:
    """What ``checkpoint`` says of features that somebody has already."""
    output = next(run(checkpoint, [features])).float()
    own = Output(
        output.logits.cpu(),
        {name: values.cpu() for name, values in output.maps.items()},
        {name: values.cpu() for name, values in output.curves.items()},
        None if output.frame_scores is None else output.frame_scores.cpu(),
    )
    return Asked(checkpoint, clip, features, own)


def rankers(checkpoint: Checkpoint, *, seed: int = 0) -> dict[str, Ranker]:
    """The rankings of a network's own attention, as far as it learns any, then motion energy and random.

    Attention over joints and over frames, and where both are learned their product, which is the share of the score
    that a joint of a frame is said to carry.
    """
    learned = checkpoint.config.learned
    maps = [each.name for each in checkpoint.architecture.maps if each.relative and each.name in learned]
    curves = [each.name for each in checkpoint.architecture.curves if each.relative and each.name in learned]
    found: dict[str, Ranker] = {name: _OfMap(name) for name in maps} | {name: _OfCurve(name) for name in curves}
    if maps and curves:
        found[f"{maps[0]} × {curves[0]}"] = _OfBoth(maps[0], curves[0])
    return {**found, MOTION: energy_ranking, RANDOM: _Random(seed)}


def further(names: Sequence[str]) -> dict[str, Ranker]:
    """Rankings by maps and curves that `explain` makes of the answer, one run of it for each and clip.

    A signed map, such as integrated gradients, ranks by how much it says, for the answer or against it: by absolute
    values. A curve gives all joints of a frame the same.

    Args:
        names: of `further.FURTHER`.

    Raises:
        SettingsError: see `check_further`. A ranker raises it where a clip or a checkpoint lacks what the map needs.
    """
    check_further(names)
    return {name: of_clip(_Explained(name)) for name in names}


def rank(asked: Asked, ranker: Ranker, name: str) -> Tensor:
    """What ``ranker``, called ``name``, says of the clip; 0 where nobody is: T' × K.

    Raises:
        SettingsError: it is of another shape, or not finite where somebody is.
    """
    mask = asked.features.mask
    values = ranker(asked).detach().float().cpu()
    if values.shape != mask.shape:
        raise SettingsError(
            f"the ranking '{name}' of clip '{asked.clip.name}' has the shape {tuple(values.shape)}; expected "
            f"{tuple(mask.shape)}, a number for each joint of each frame that the network reads."
        )
    values = torch.where(mask, values, 0.0)
    if not bool(values.isfinite().all()):
        raise SettingsError(
            f"the ranking '{name}' of clip '{asked.clip.name}' holds values that are no numbers; expected a number for "
            "each joint that is there. Close the gaps of the clip, or leave the ranking out."
        )
    return values


def energy_ranking(asked: Asked) -> Tensor:
    """Speed of each joint on the network's frames, "what moves is what matters": T' × K, metres a second."""
    return on_network_frames(asked.features, motion_energy(asked.clip))


def of_clip(make: Callable[[Checkpoint, Clip], AnyFloats]) -> Ranker:
    """A ranking by a map on the clip's own frames: ``make`` gives T × M × J numbers."""

    def ranker(asked: Asked) -> Tensor:
        return on_network_frames(asked.features, make(asked.checkpoint, asked.clip))

    return ranker


def on_network_frames(features: Features, values: AnyFloats) -> Tensor:
    """A map on the clip's own frames (T × M × J) on those that the network reads, as weighted means: T' × K."""
    n_joints = values.shape[2]
    values = values[features.frames.read][:, list(features.persons)]
    own, n_read = len(features.mask), len(features.frames.read)
    if own != n_read:
        weights = overlaps(own, n_read) * (own / n_read)
        values = (weights @ values.reshape(n_read, -1)).reshape(own, *values.shape[1:])
    absent = features.mask.shape[1] // n_joints - len(features.persons)
    values = np.pad(values, ((0, 0), (0, absent), (0, 0)))
    return torch.from_numpy(np.ascontiguousarray(values.reshape(own, -1), np.float32))


@dataclass(frozen=True)
class _Explained:
    name: str

    def __call__(self, checkpoint: Checkpoint, clip: Clip) -> Float32s:
        """How much the map or curve says of each joint: T × M × J, 0 where nobody was read."""
        found = explain(checkpoint, clip, [self.name])
        if KINDS[self.name].is_curve:
            said = np.broadcast_to(found.curves[-1].values[:, None, None], clip.positions.shape[:3])
        else:
            said = found.maps[-1].values
        return np.nan_to_num(np.abs(said))


@dataclass(frozen=True)
class _OfMap:
    name: str

    def __call__(self, asked: Asked) -> Tensor:
        """Shares of each frame, as a multiple of uniform attention, so that frames of one person and of two compare."""
        return asked.output.maps[self.name] * asked.features.mask.sum(1, keepdim=True)


@dataclass(frozen=True)
class _OfCurve:
    name: str

    def __call__(self, asked: Asked) -> Tensor:
        return asked.output.curves[self.name][:, None].expand(asked.features.mask.shape)


@dataclass(frozen=True)
class _OfBoth:
    map: str
    curve: str

    def __call__(self, asked: Asked) -> Tensor:
        return asked.output.maps[self.map] * asked.output.curves[self.curve][:, None]


@dataclass(frozen=True)
class _Random:
    seed: int

    def __call__(self, asked: Asked) -> Tensor:
        """Of one clip and seed always the same."""
        generator = torch.Generator().manual_seed(clip_seed(asked.clip, self.seed))
        return torch.rand(asked.features.mask.shape, generator=generator)


def clip_seed(clip: Clip, seed: int) -> int:
    """A seed of its own for each clip, the same wherever and in whatever order clips are looked at."""
    digest = hashlib.blake2b(f"{seed} {fingerprint_of(clip)}".encode(), digest_size=7).digest()
    return int.from_bytes(digest, "big")
