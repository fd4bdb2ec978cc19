"""Many clips, a row each: what a model says of it, whether that is its label, and how far its movement ranges."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from sta_lstm.errors import StaLstmError
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.fitting import fitted
from sta_lstm.model.learned import seconds_text, trained_seconds
from sta_lstm.prediction.labels import check_label
from sta_lstm.prediction.movement_tables import column_name
from sta_lstm.prediction.predict import predict
from sta_lstm.prediction.summary import utf8
from sta_lstm.prediction.windows import is_long
from sta_lstm.skeletons import Clip, persons_shown
from sta_lstm.skeletons.movement import measured, measures_of, ranges_of
from sta_lstm.skeletons.quality.doubts import doubts_of, notes_of, remarks_of


@dataclass(frozen=True, slots=True)
class ClipRow:
    """One recording of many.

    Attributes:
        name: what it is called.
        facts: how long it is and who is in it, by the names of their columns; none where it could not be read.
        label: the action, where its file tells.
        answer: the most probable class; None where the model was not asked.
        probability: of that; NaN where there is none.
        unlike: how the clip is of another kind than what the model learned from (`Provenance.unlike`).
        sign: ``✓`` where the answer is the label, ``✗`` where it is another class, ``≈`` where the two names are near,
            empty where nobody can tell.
        ranges: of the first person the range of each angle and the greatest of each speed, by the names of columns.
        remarks: what was assumed of the recording and done to it, and what is odd about it.
        reason: why it was not read, or why the model was not asked; empty where all went well.
    """

    name: str
    facts: Mapping[str, int | float | str] = field(default_factory=dict)
    label: str | None = None
    answer: str | None = None
    probability: float = float("nan")
    unlike: tuple[str, ...] = ()
    sign: str = ""
    ranges: Mapping[str, float] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    reason: str = ""


def clip_row(
    name: str, load: Callable[[], Clip], checkpoint: Checkpoint, measures: Sequence[str], *, convert: bool = False
) -> ClipRow:
    """Read a recording, ask the model and measure its movement; what does not work is said in the row.

    Args:
        name: what it is called.
        load: reads it.
        checkpoint: what is asked.
        measures: names of measures, such as ``"knee angle"``; those that its joints do not have are left out.
        convert: whether a clip of another layout is converted, and an only person doubled, so that the model reads it.
            Movement is measured before that.
    """
    try:
        clip = load()
    except StaLstmError as error:
        return ClipRow(name, reason=str(error))
    row: dict[str, Any] = {
        "facts": _facts(clip),
        "label": clip.label,
        "ranges": _ranges(clip, measures),
        "remarks": remarks_of(notes_of(clip), doubts_of(clip)),
    }
    try:
        own = fitted(clip, checkpoint.reads, convert=convert, double=convert)
        if is_long(checkpoint, own):
            return ClipRow(name, **row, reason=_too_long(checkpoint, own))
        prediction = predict(checkpoint, own)
    except StaLstmError as error:
        return ClipRow(name, **row, reason=str(error))
    answer = prediction.label
    sign = "" if clip.label is None else check_label(clip.label, answer, prediction.class_names).agreement.sign
    if own is not clip:
        row["remarks"] = remarks_of(notes_of(own), doubts_of(own))
    probability, new = float(prediction.probabilities.max()), prediction.provenance.unlike
    return ClipRow(name, **row, answer=answer, probability=probability, unlike=new, sign=sign)


def clips_table(rows: Iterable[ClipRow]) -> pd.DataFrame:
    """The rows as a table, one a recording.

    Columns: ``clip``, ``answer``, ``probability``, ``unlike`` (how the clip is of a kind that the model never saw),
    ``label``, ``correct`` (``✓``, ``✗``, ``≈``), ``seconds``, ``frames``, ``frames_per_second``, ``persons``,
    ``layout``, then for each measure and side ``… range (deg)`` or ``… greatest (m/s)`` of the first person,
    ``not_read`` (why, where there is no answer) and ``remarks``.
    """
    rows = tuple(rows)
    facts = tuple(dict.fromkeys(key for row in rows for key in row.facts)) or _FACTS
    ranges = tuple(dict.fromkeys(key for row in rows for key in row.ranges))
    columns: dict[str, Any] = {
        "clip": [utf8(row.name) for row in rows],
        "answer": [row.answer and utf8(row.answer) for row in rows],
        "probability": [row.probability for row in rows],
        "unlike": ["; ".join(row.unlike) for row in rows],
        "label": [row.label and utf8(row.label) for row in rows],
        "correct": [row.sign for row in rows],
        **{key: _column(row.facts.get(key) for row in rows) for key in facts},
        **{key: [row.ranges.get(key, np.nan) for row in rows] for key in ranges},
        "not_read": [utf8(row.reason) for row in rows],
        "remarks": [utf8(" | ".join(row.remarks)) for row in rows],
    }
    return pd.DataFrame(columns)


def _column(values: Iterable[Any]) -> Any:
    """A column in which whole numbers stay whole where others are missing."""
    listed = list(values)
    whole = all(each is None or isinstance(each, int) for each in listed)
    return pd.array(listed, dtype="Int64") if whole else listed


_FACTS = ("seconds", "frames", "frames_per_second", "persons", "layout")


def _too_long(checkpoint: Checkpoint, clip: Clip) -> str:
    """Why there is no one answer to a clip of several actions."""
    known = trained_seconds(checkpoint.training).in_words
    return (
        f"it is {seconds_text(clip.seconds)} long, and the model knows clips of {known}: look at it by itself to see "
        "what is done when."
    )


def _facts(clip: Clip) -> dict[str, int | float | str]:
    values = (round(clip.seconds, 3), clip.n_frames, clip.fps, clip.n_shown, utf8(clip.layout.name))
    return dict(zip(_FACTS, values, strict=True))


def _ranges(clip: Clip, names: Sequence[str]) -> dict[str, float]:
    known = {each.name: each for each in measures_of(clip)}
    found: dict[str, float] = {}
    (person, *_) = persons_shown(clip)
    for one in measured(clip, [known[name] for name in names if name in known]):
        is_angle = one.measure.kind == "angle"
        for each in ranges_of(one):
            if each.person == person:
                what = "range" if is_angle else "greatest"
                found[column_name(one.measure, each.side, what)] = each.extent if is_angle else each.high
    return found
