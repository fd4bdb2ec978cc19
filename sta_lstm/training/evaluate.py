"""How well a checkpoint names clips, and how concentrated its attention is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from sta_lstm.arrays import Int64s
from sta_lstm.datasets import LabelledClip
from sta_lstm.errors import MismatchError, SettingsError
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.network import Network, NetworkOutput
from sta_lstm.training.augment import NONE
from sta_lstm.training.examples import Examples, labelled_examples

_BATCH = 256
#: Batches whose clips are in memory together.
_BATCHES = 8


@dataclass(frozen=True)
class ClipResult:
    """What a checkpoint said of one clip.

    Attributes:
        source: what the clip is called in its data set.
        label: what is done in it.
        predicted: what the checkpoint says is done.
        probability: that it gives to ``predicted``.
        probability_of_label: that it gives to ``label``.
    """

    source: str
    label: str
    predicted: str
    probability: float
    probability_of_label: float


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Figures of a checkpoint on labelled clips.

    Attributes:
        class_names: L classes, in the order of the matrix.
        confusion: L × L, clips by label (row) and prediction (column).
        clips: one result a clip, in their order.
        alpha_entropy: of α over the joints present, as a share of uniform attention's; mean over frames, then clips.
            1 is uniform, 0 is stuck on one joint.
        beta_entropy: the same of β over a clip's frames.
    """

    class_names: tuple[str, ...]
    confusion: Int64s
    clips: tuple[ClipResult, ...]
    alpha_entropy: float
    beta_entropy: float

    @property
    def accuracy(self) -> float:
        """Share of the clips that are named rightly (top-1)."""
        return float(np.trace(self.confusion) / self.confusion.sum())

    @property
    def class_accuracy(self) -> dict[str, float]:
        """The same of each class that has clips."""
        n_clips = self.confusion.sum(1)
        right = np.diag(self.confusion)
        return {name: float(right[c] / n_clips[c]) for c, name in enumerate(self.class_names) if n_clips[c]}

    @property
    def mean_class_accuracy(self) -> float:
        """Mean over those classes: each counts alike, however many clips it has."""
        return float(np.mean(list(self.class_accuracy.values())))

    def to_json(self) -> dict[str, Any]:
        """The figures as plain JSON values, without the single clips."""
        return {
            "accuracy": self.accuracy,
            "mean_class_accuracy": self.mean_class_accuracy,
            "n_clips": len(self.clips),
            "class_accuracy": self.class_accuracy,
            "alpha_entropy": self.alpha_entropy,
            "beta_entropy": self.beta_entropy,
            "class_names": list(self.class_names),
            "confusion": self.confusion.tolist(),
        }


def evaluate(checkpoint: Checkpoint, clips: Sequence[LabelledClip]) -> Evaluation:
    """What ``checkpoint`` says of each of ``clips``.

    Raises:
        SettingsError: there are no clips, or one has a label that is none of the checkpoint's classes.
        MismatchError: a clip does not fit the checkpoint.
    """
    unknown = sorted({each.label for each in clips} - set(checkpoint.class_names))
    if unknown:
        raise SettingsError(
            f"checkpoint '{checkpoint.name}' does not know these labels: {', '.join(unknown[:8])}; its classes: "
            f"{', '.join(checkpoint.class_names)}."
        )
    if not clips:
        raise SettingsError("there are no clips to test; choose another fold or data set.")
    for each in clips:
        misfit = checkpoint.misfit(each.load())
        if misfit is not None:
            raise MismatchError(misfit)
    # Clips of about one length go together, so that little is padding; only those of a few batches are in memory.
    order = np.argsort([each.n_frames for each in clips], kind="stable")
    probabilities = torch.empty(len(clips), len(checkpoint.class_names))
    entropies = torch.empty(2, len(clips))
    n_persons = checkpoint.config.n_persons
    for start in range(0, len(order), _BATCHES * _BATCH):
        rows = order[start : start + _BATCHES * _BATCH].tolist()
        some = [clips[i] for i in rows]
        data = labelled_examples(some, checkpoint.class_names, checkpoint.recipe, n_persons=n_persons)
        probabilities[rows], entropies[:, rows] = _outputs(checkpoint.network, data, len(checkpoint.class_names))
    labels = [each.label for each in clips]
    sources = [each.source for each in clips]
    return _evaluation(checkpoint.class_names, labels, sources, probabilities, entropies)


def evaluate_examples(
    network: Network, data: Examples, class_names: Sequence[str], sources: Sequence[str]
) -> Evaluation:
    """What a network says of clips that are tensors already.

    Args:
        network: set to evaluation mode.
        data: N clips.
        class_names: the network's classes.
        sources: what each of the N clips is called.
    """
    probabilities, entropies = _outputs(network, data, len(class_names))
    labels = [class_names[c] for c in data.labels.tolist()]
    return _evaluation(class_names, labels, sources, probabilities, entropies)


@torch.inference_mode()
def _outputs(network: Network, data: Examples, n_classes: int) -> tuple[Tensor, Tensor]:
    """Class probabilities, N × L, and `_entropies`, 2 × N."""
    device = next(network.parameters()).device
    network.eval()
    idle = torch.Generator()  # without augmentation nothing is drawn
    order = data.lengths.argsort().cpu()
    probabilities = torch.empty(len(data), n_classes)
    entropies = torch.empty(2, len(data))
    for rows in torch.split(order, _BATCH):
        batch = data.batch(rows, NONE, idle)
        x, mask, lengths = (part.to(device) for part in batch[:3])
        output = network(x, mask, lengths)
        probabilities[rows] = output.logits.softmax(-1).float().cpu()
        entropies[:, rows] = _entropies(output, mask).float().cpu()
    return probabilities, entropies


def _evaluation(
    class_names: Sequence[str], labels: Sequence[str], sources: Sequence[str], probabilities: Tensor, entropies: Tensor
) -> Evaluation:
    index = {name: c for c, name in enumerate(class_names)}
    true, predicted = np.array([index[label] for label in labels]), probabilities.argmax(-1).numpy()
    confusion = np.zeros((len(class_names), len(class_names)), dtype=np.int64)
    np.add.at(confusion, (true, predicted), 1)
    results = tuple(
        ClipResult(source, class_names[c], class_names[said], float(p[said]), float(p[c]))
        for source, c, said, p in zip(sources, true, predicted, probabilities, strict=True)
    )
    alpha, beta = entropies.mean(1).tolist()
    return Evaluation(tuple(class_names), confusion, results, alpha, beta)


def _entropies(output: NetworkOutput, mask: Tensor) -> Tensor:
    """Entropy of α and of β of each clip as a share of uniform attention's, 2 × N; 1 where there is but one choice."""
    there = mask.any(-1)  # N × T
    n_frames = there.sum(-1)
    alpha = _share_of_uniform(output.alpha, mask.sum(-1))
    alpha = (alpha * there).sum(-1) / n_frames
    total = output.beta.sum(-1, keepdim=True)
    beta = _share_of_uniform(output.beta / torch.where(total > 0, total, 1.0), n_frames)
    return torch.stack([alpha, beta])


def _share_of_uniform(p: Tensor, n: Tensor) -> Tensor:
    entropy = torch.special.entr(p).sum(-1)
    return torch.where(n > 1, entropy / n.clamp(min=2).log(), 1.0)
