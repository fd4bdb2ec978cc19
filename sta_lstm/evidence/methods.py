"""A paragraph for the methods section of a paper: what was shown to which model, what it said, and whom to cite."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from sta_lstm.evidence.record import TrackRecord
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.prediction.answer import is_familiar
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.skeletons import Clip
from sta_lstm.skeletons.cut import part_text
from sta_lstm.words import capital, counted, few_of, label_line, listed, probability_text

#: Whom everybody cites who uses a network of the architecture of that name.
PAPERS = {
    "sta-lstm": "Song, S., Lan, C., Xing, J., Zeng, W., Liu, J. (2017). An End-to-End Spatio-Temporal Attention Model "
    "for Human Action Recognition from Skeleton Data. AAAI Conference on Artificial Intelligence, 4263-4270. "
    "arXiv:1611.06067.",
    "st-gcn": "Yan, S., Xiong, Y., Lin, D. (2018). Spatial Temporal Graph Convolutional Networks for Skeleton-Based "
    "Action Recognition. AAAI Conference on Artificial Intelligence, 7444-7452. arXiv:1801.07455.",
    "grid": "Raskoti, C., Li, W. (2024). Exploring Transformer-Augmented LSTM for Temporal and Spatial Feature "
    "Learning in Trajectory Prediction. arXiv:2412.13419.",
}
#: Letters of a name and of a sentence that come from a file, and sentences of one kind.
_NAME, _SENTENCE, _MOST = 80, 400, 12
_SOFTWARE = ("torch", "numpy")
_QUANTITIES = (
    "Attention to joints (α) and to frames (β) is given as a multiple of an equal share; keyframes are frames at peaks "
    "of β."
)


def methods_text(
    answers: Sequence[tuple[Prediction, Checkpoint | None]],
    *,
    settings: Sequence[str] = (),
    software: str | None = None,
) -> str:
    """What a methods section has to say of some answers, in plain text: a paragraph, and beneath it the references.

    The recordings and what was done to them, the models with their revisions, how they were trained and how often they
    are right, what they answered, what the figures show, and the program. Of what a checkpoint's file does not say, the
    text says that it does not. Numbers in brackets lead to the references: the paper of the network, and where the
    data come from if the file names it. Of a recording that was read in windows, what they say is the answer.

    Args:
        answers: predictions, each with the checkpoint that made it; with None where somebody's arrays are all there is.
        settings: how what is shown was made, in sentences.
        software: what to call the program; its version and those of what it stands on, if left out.

    Raises:
        ValueError: there are no answers.
    """
    if not answers:
        raise ValueError("a methods section is about one answer at least")
    references = _References()
    models = {checkpoint.revision or checkpoint.name: checkpoint for _, checkpoint in answers if checkpoint}
    predictions = [prediction for prediction, _ in answers]
    sentences = [
        *_recordings(predictions),
        *(_model(checkpoint, references) for checkpoint in models.values()),
        *dict.fromkeys(_foreign(prediction) for prediction, checkpoint in answers if checkpoint is None),
        *_said(predictions),
        *(_said_in_turn(prediction) for prediction in predictions if prediction.windows is not None),
        *([_QUANTITIES] if any(_attends(prediction) for prediction in predictions) else []),
        *_verdicts(predictions),
        *_bounded(settings),
        f"All was computed with {software or software_text(predictions[0].provenance.package)}.",
    ]
    paragraph = " ".join(sentences)
    return f"{paragraph}\n\n{references}\n" if references else f"{paragraph}\n"


def software_text(package: str) -> str:
    """This program in the version ``package``, and the versions of what it computes with."""
    found = [f"{name} {_version(name)}" for name in _SOFTWARE]
    return f"sta-lstm {package} ({', '.join((*found, f'Python {platform.python_version()}'))})"


class _References:
    """What is cited, each once, in the order in which it is first cited."""

    def __init__(self) -> None:
        self._cited: list[str] = []

    def cite(self, source: str) -> str:
        """`` [1]``; nothing where there is nothing to cite."""
        if not source:
            return ""
        if source not in self._cited:
            self._cited.append(source)
        return f" [{self._cited.index(source) + 1}]"

    def __bool__(self) -> bool:
        return bool(self._cited)

    def __str__(self) -> str:
        return "\n".join(f"[{number}] {source}" for number, source in enumerate(self._cited, start=1))


def _recordings(predictions: Sequence[Prediction]) -> list[str]:
    """What each recording is, and what was done to it before a model saw it."""
    found: list[str] = []
    for clip in {prediction.clip.name: prediction.clip for prediction in predictions}.values():
        part = part_text(clip)[1]
        found.append(f"The recording {_called(clip)} {_facts(clip)}.")
        done = dict.fromkeys(
            change
            for prediction in predictions
            if prediction.clip.name == clip.name
            for change in prediction.provenance.changes
            if not part or not change.casefold().startswith(part.split(",")[0])  # it is said with its name
        )
        found += _bounded(done)
    return found


def _called(clip: Clip) -> str:
    """A recording by its name, and which part of it was used if not all was."""
    name, part = part_text(clip)
    return f"“{label_line(name, _NAME)}”{f' ({part})' if part else ''}"


def _facts(clip: Clip) -> str:
    length = f"{counted(clip.n_frames, 'frame')} at {clip.fps:g} a second ({clip.seconds:.1f} s)"
    joints = f"{counted(clip.n_joints, 'joint')} each (layout {label_line(clip.layout.name, _NAME)})"
    return f"has {length} and shows {counted(clip.n_shown, 'person')} with {joints}"


def _model(checkpoint: Checkpoint, references: _References) -> str:
    """What it is, how it was trained, and how often it is right, as far as its file says so."""
    training, record = checkpoint.training, TrackRecord.of(checkpoint)
    revision = f"revision {checkpoint.revision}, " if checkpoint.revision else ""
    cited = references.cite(PAPERS.get(checkpoint.architecture.name, ""))
    kind = f"{checkpoint.variant}{cited} with {checkpoint.n_parameters:,} weights"
    committee = f", one of {1 + len(checkpoint.others)} networks that were trained alike" if checkpoint.others else ""
    sentence = f"The model “{label_line(checkpoint.name, _NAME)}” ({revision}{kind}{committee})"
    trained = _trained(training, record, references.cite(_text(training.get("source"))))
    sentence += f" was {trained}." if trained else ": its file does not say how it was trained."
    return f"{sentence} Of its worth its file says: {'; '.join(record.facts)}."


def _foreign(prediction: Prediction) -> str:
    """Of what no model of ours said."""
    return (
        f"What is shown of “{label_line(prediction.checkpoint, _NAME)}” was read from arrays that it had computed "
        "elsewhere; they were shown and not checked."
    )


def _trained(training: Mapping[str, Any], record: TrackRecord, cited: str) -> str:
    recipe, seed = training.get("recipe"), training.get("seed")
    name = _text(recipe.get("name") if isinstance(recipe, Mapping) else recipe)
    data = _text(training.get("data"))
    if record.dataset and record.dataset.lower() not in data.lower():
        data = f"{record.dataset} ({data})" if data else record.dataset
    parts = [
        f"on {data}{cited}" if data else f"on the data of{cited}" if cited else "",
        f"by the recipe “{name}”" if name else "",
        f"with seed {seed}" if type(seed) is int else "",
    ]
    folds = " and ".join(
        f"{what} {_text(training.get(key))}"
        for key, what in (("protocol", "the protocol"), ("fold", "fold"))
        if training.get(key)
    )
    said = " ".join(part for part in parts if part)
    return f"trained {said}{f' ({folds})' if folds else ''}" if said else ""


def _said(predictions: Sequence[Prediction]) -> list[str]:
    """Which class each model names for each recording, and how probable it finds it."""
    several_clips = len({prediction.clip.name for prediction in predictions}) > 1
    found = []
    for prediction in predictions:
        if prediction.scores is None:
            continue
        where = f" to {_called(prediction.clip)}" if several_clips else ""
        p = float(prediction.probabilities.max())
        new = "" if is_familiar(prediction) else ", to a kind of clip that it was not trained on"
        answer = f"“{label_line(prediction.label, _NAME)}” ({probability_text(p)}){new}"
        found.append(f"{label_line(prediction.checkpoint, _NAME)} answered{where} {answer}")
    return [f"{listed(found)}."] if found else []


def _said_in_turn(prediction: Prediction) -> str:
    """How a long recording was read, and what the model said of its stretches one after another."""
    windows, fps = prediction.windows, prediction.clip.fps
    if windows is None:
        return ""
    stretches = [each for each in windows.segments() if each.label]
    told = [
        f"“{label_line(each.label or '', _NAME)}” ({each.start / fps:.1f} to {each.end / fps:.1f} s)"
        for each in stretches
    ]
    new = "" if windows.is_familiar else ", a kind of recording that it was not trained on"
    return (
        f"The recording {_called(prediction.clip)} was read in "
        f"{counted(len(windows.spans), 'window')} of {windows.seconds:.1f} s, one every {windows.hop_seconds:.2g} s"
        f"{new}; {label_line(prediction.checkpoint, _NAME)} answered, where it was sure, "
        f"{few_of(told, _MOST) or 'nothing'}."
    )


def _verdicts(predictions: Sequence[Prediction]) -> list[str]:
    """Whether attention was found true where that was tested."""
    found = dict.fromkeys(prediction.verdict.finding for prediction in predictions if prediction.verdict is not None)
    return _bounded(found)


def _attends(prediction: Prediction) -> bool:
    first, weights = prediction.maps[0], prediction.curves[0]
    return (first.learned and first.name == "alpha") or (weights.learned and weights.name == "beta")


def _bounded(sentences: Iterable[str]) -> list[str]:
    """Each on one line, with a full stop; no more of them than anybody reads."""
    lines = [label_line(sentence, _SENTENCE).rstrip(". ") for sentence in sentences]
    return [f"{capital(line)}." for line in lines[:_MOST] if line]


def _text(value: object) -> str:
    """An entry of a stranger's header as a phrase: on one line, bounded, without a full stop."""
    return label_line(str(value), _SENTENCE).rstrip(". ") if isinstance(value, str | int) else ""


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "of unknown version"
