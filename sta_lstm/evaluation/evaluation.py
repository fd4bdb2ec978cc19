"""How well a checkpoint names clips, and how concentrated its attention is."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sta_lstm.arrays import Int64s
from sta_lstm.datasets import LabelledClip
from sta_lstm.errors import SettingsError
from sta_lstm.evaluation.entropy import curve_entropy, map_entropy
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.features import clip_features
from sta_lstm.model.fitting import check_fit
from sta_lstm.model.networks.network import Network, Output
from sta_lstm.model.run import Input, run

#: The entry of a checkpoint's ``accuracy`` that holds `Evaluation.by_class`.
BY_CLASS = "by_class"
_BATCH = 256


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
        entropies: ``NAME_entropy`` of each of the network's maps and curves, as a share of uniform attention's: 1 is
            uniform, 0 is stuck on one joint or one frame. A map's is the mean over frames, and then over clips.
    """

    class_names: tuple[str, ...]
    confusion: Int64s
    clips: tuple[ClipResult, ...]
    entropies: Mapping[str, float]

    @property
    def accuracy(self) -> float:
        """Share of the clips that are named rightly (top-1)."""
        return float(np.trace(self.confusion) / self.confusion.sum())

    @property
    def cross_entropy(self) -> float:
        """Mean over the clips of −log of the probability that their label was given, in nats."""
        given = np.array([clip.probability_of_label for clip in self.clips])
        return float(-np.log(np.maximum(given, np.finfo(np.float32).tiny)).mean())

    @property
    def class_accuracy(self) -> dict[str, float]:
        """Share of the clips of each class that are named rightly; of the classes that have clips."""
        return {name: counts["right"] / counts["clips"] for name, counts in self.by_class.items()}

    @property
    def by_class(self) -> dict[str, dict[str, int]]:
        """Of each class that has clips, how many: ``clips``, and ``right``, those that are named rightly."""
        counts = zip(self.class_names, self.confusion.sum(1).tolist(), np.diag(self.confusion).tolist(), strict=True)
        return {name: {"clips": clips, "right": right} for name, clips, right in counts if clips}

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
            **self.entropies,
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
    reads = checkpoint.reads
    for each in clips:
        if not reads.takes(each.layout) or not reads.least <= each.n_shown <= reads.most:
            check_fit(each.load(), reads, name=checkpoint.name)
    # Clips of about one length go together, so that little is padding.
    order = sorted(range(len(clips)), key=lambda row: clips[row].n_frames)
    layouts = {each.layout.joints: each.layout for each in clips}

    def read(joints: tuple[str, ...]) -> Iterator[tuple[int, Input]]:
        for row in order:
            if clips[row].layout.joints == joints:
                yield row, clip_features(clips[row].load(), checkpoint.recipe, n_persons=reads.most)

    answers = (
        answer
        for joints, layout in layouts.items()
        for answer in _answers(checkpoint.of_layout(layout).network, read(joints))
    )
    return _evaluated(
        answers,
        labels=[checkpoint.class_names.index(each.label) for each in clips],
        class_names=checkpoint.class_names,
        sources=[each.source for each in clips],
    )


def evaluate_inputs(
    network: Network,
    inputs: Iterable[tuple[int, Input]],
    *,
    labels: Sequence[int],
    class_names: Sequence[str],
    sources: Sequence[str],
) -> Evaluation:
    """What a network says of N clips that are features already.

    Args:
        network: of L classes.
        inputs: each of the N, in any order, with its number; it costs least where lengths rise or fall.
        labels: N, class indices.
        class_names: L.
        sources: N, what the clips are called.
    """
    return _evaluated(_answers(network, inputs), labels=labels, class_names=class_names, sources=sources)


def _evaluated(
    answers: Iterable[tuple[int, Input, Output]],
    *,
    labels: Sequence[int],
    class_names: Sequence[str],
    sources: Sequence[str],
) -> Evaluation:
    probabilities = np.empty((len(labels), len(class_names)), dtype=np.float32)
    entropies: dict[str, list[float]] = {}
    for row, each, output in answers:
        probabilities[row] = output.logits.softmax(-1).float().cpu().numpy()
        for name, value in _entropies(output, each).items():
            entropies.setdefault(name, []).append(value)
    predicted = probabilities.argmax(-1)
    confusion = np.zeros((len(class_names), len(class_names)), dtype=np.int64)
    np.add.at(confusion, (np.array(labels), predicted), 1)
    results = tuple(
        ClipResult(source, class_names[label], class_names[said], float(p[said]), float(p[label]))
        for source, label, said, p in zip(sources, labels, predicted.tolist(), probabilities, strict=True)
    )
    means = {f"{name}_entropy": float(np.mean(values)) for name, values in entropies.items()}
    return Evaluation(tuple(class_names), confusion, results, means)


def _answers(network: Network, inputs: Iterable[tuple[int, Input]]) -> Iterator[tuple[int, Input, Output]]:
    """Each clip's number, features and output."""
    waiting: deque[tuple[int, Input]] = deque()

    def read() -> Iterator[Input]:
        for row, each in inputs:
            waiting.append((row, each))
            yield each

    for output in run(network, read(), batch=_BATCH):
        yield *waiting.popleft(), output


def _entropies(output: Output, features: Input) -> dict[str, float]:
    """Relative entropy of each map and curve of one clip; 0 for a curve that is zero throughout."""
    mask = features.mask.cpu().numpy()  # T × K
    there = np.asarray(mask.any(1))
    maps = {name: map_entropy(values.float().cpu().numpy(), mask) for name, values in output.maps.items()}
    curves = {
        name: float(np.nan_to_num(curve_entropy(values.float().cpu().numpy(), there)))
        for name, values in output.curves.items()
    }
    return maps | curves
