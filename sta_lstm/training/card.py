"""A checkpoint's card: what it is, what it is not for, how good it is, and how it came to be, in Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any

from sta_lstm.evaluation.curves import CURVES, TrainingCurves
from sta_lstm.evaluation.evaluation import BY_CLASS
from sta_lstm.evidence.trust import ATTENTION, OUTCOMES, TrustCounts
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.training.recipe_text import recipe_of, recipe_toml
from sta_lstm.words import label_line, percent_text

_TESTED = (
    "For {0.n_judged:,} of {0.n_clips:,} clips that it has not seen, spread over the classes, each part of the body "
    "was held still and the model asked again. The part whose stillness costs most carries the answer, if at least "
    "half of its probability is lost. Where no part does, they are held still two by two."
)

#: What headers call things, in words; all others say it themselves.
_WORDS = {"std": "spread", "alpha": "α", "beta": "β", "lambda": "λ"}
#: What may begin a name of several words, and the units that may end one.
_COUNTS = {"n": "number of"}
_UNITS = {"m": "in m", "cm": "in cm", "mps": "in m/s", "deg": "in degrees"}
_VALUES = {True: "yes", False: "no", None: "none"}

_DEEPEST_HEADING = 6
_RECIPE = "recipe"  # in a header: all settings of the training

#: A stranger's header may hold any number of entries, and these any number of others.
_MOST_ROWS, _DEEPEST, _MOST_LETTERS = 100, 8, 2000


def _in_a_table(text: str) -> str:
    """On one line, bounded, and no HTML: a header is anybody's, and a card is read where Markdown is."""
    line = label_line(text, _MOST_LETTERS)
    return line.replace("|", "\\|").replace("<", "&lt;")


def card(
    checkpoint: Checkpoint,
    *,
    snapshots: Sequence[Checkpoint] = (),
    level: int = 1,
    text: Callable[[str], str] = _in_a_table,
) -> str:
    """The card of ``checkpoint``, from its own header alone; and a line for each of ``snapshots`` of its training.

    Args:
        checkpoint: anybody's.
        snapshots: of its training.
        level: of the first heading.
        text: how words of the header are written, which may be anybody's: so that a table holds them, at the least.
    """
    trust = TrustCounts.from_json(checkpoint.accuracy.get(ATTENTION))
    by_class = _by_class(checkpoint.accuracy.get(BY_CLASS))
    elsewhere = (*((ATTENTION,) if trust else ()), *((BY_CLASS,) if by_class else ()))
    accuracy = {name: value for name, value in checkpoint.accuracy.items() if name not in elsewhere}
    crossed = {name: rows for name, value in accuracy.items() if (rows := _crossed(value))}
    recipe = recipe_of(checkpoint.training.get(_RECIPE))
    curves = TrainingCurves.of_training(checkpoint.training)
    told_apart = ("summary", "limits", CURVES, *(() if recipe is None else (_RECIPE,)))
    first, second, third = ("#" * min(level + below, _DEEPEST_HEADING) for below in range(3))
    sections = [
        f"{first} {text(checkpoint.name)}",
        text(str(checkpoint.training.get("summary", ""))),
        f"{second} Intended use and limits",
        text(str(checkpoint.training.get("limits") or "Nothing is said of them.")),
        f"{second} Accuracy",
        _table({name: _in_per_cent(value) for name, value in accuracy.items() if name not in crossed}, text)
        if accuracy
        else "Nothing is known of it.",
        *(
            part
            for name, rows in crossed.items()
            for part in _crossing(f"{third} {text(_in_words(name).capitalize())}", rows, text)
        ),
        *((f"{third} By class", _classes(by_class, text)) if by_class else ()),
        *((f"{second} Whether its attention can be believed", _TESTED.format(trust), _trust(trust)) if trust else ()),
        f"{second} Network",
        _table(
            {
                "variant": checkpoint.variant,
                "reads": checkpoint.reads,
                **checkpoint.config.description,
                "weights": f"{checkpoint.n_parameters:,}",
                "features": _cell(checkpoint.recipe.to_json()),
                "classes": ", ".join(checkpoint.class_names),
            },
            text,
        ),
        f"{second} Training",
        _table({name: value for name, value in checkpoint.training.items() if name not in told_apart}, text),
        *((_last_epoch(curves),) if curves else ()),
        *((f"{second} Recipe", _code(recipe_toml(recipe))) if recipe else ()),
        *((f"{second} Snapshots", _snapshots(snapshots)) if snapshots else ()),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _table(values: Mapping[str, Any], text: Callable[[str], str]) -> str:
    rows = (f"| {text(_in_words(name))} | {text(_cell(value))} |" for name, value in islice(values.items(), _MOST_ROWS))
    return "\n".join(("| | |", "| --- | --- |", *rows))


def _by_class(value: object) -> dict[str, tuple[int, int]]:
    """Of each class how many clips are named rightly, and of how many; nothing where a header says something else."""
    found: dict[str, tuple[int, int]] = {}
    for name, counts in value.items() if isinstance(value, Mapping) else ():
        told = (counts.get("right"), counts.get("clips")) if isinstance(counts, Mapping) else (None, None)
        right, clips = told
        if type(right) is not int or type(clips) is not int or not 0 <= right <= clips or not clips:
            return {}
        found[str(name)] = (right, clips)
    return found


def _classes(counts: Mapping[str, tuple[int, int]], text: Callable[[str], str]) -> str:
    rows = (
        f"| {text(name)} | {right:,} of {clips:,} | {percent_text(right / clips)} |"
        for name, (right, clips) in islice(counts.items(), _MOST_ROWS)
    )
    return "\n".join(("| class | named rightly | share |", "| --- | ---: | ---: |", *rows))


def _last_epoch(curves: TrainingCurves) -> str:
    """What the training came to on its own clips, which is no accuracy, and on those set aside for validation."""
    told = f"In the last of {curves.n_epochs:,} epochs {percent_text(curves.accuracy[-1], 1)} of the training clips"
    if not curves.validation_accuracy:
        return f"{told} were named rightly."
    aside = percent_text(curves.validation_accuracy[-1], 1)
    return f"{told} were named rightly, and {aside} of those that were set aside for validation."


def _crossed(value: object) -> dict[str, dict[str, object]]:
    """Values of which each is named "column, row", row by row; nothing where one is named otherwise."""
    rows: dict[str, dict[str, object]] = {}
    if not isinstance(value, Mapping) or len(value) > _MOST_ROWS:
        return rows
    for name, each in value.items():
        column, comma, row = str(name).partition(", ")
        if not comma or isinstance(each, Mapping | list | tuple):
            return {}
        rows.setdefault(row, {})[column] = each
    return rows


def _crossing(heading: str, rows: Mapping[str, Mapping[str, object]], text: Callable[[str], str]) -> tuple[str, str]:
    """A table of such values beneath its heading."""
    columns = list(dict.fromkeys(column for values in rows.values() for column in values))
    head = "".join(f" {text(_in_words(column))} |" for column in columns)
    lines = (
        f"| {text(_in_words(row))} |" + "".join(f" {text(_cell(values.get(column, '')))} |" for column in columns)
        for row, values in rows.items()
    )
    return heading, "\n".join((f"| |{head}", f"| --- |{' ---: |' * len(columns)}", *lines))


def _code(toml: str) -> str:
    """A block of code, fenced by more backticks than stand in it anywhere."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", toml)), default=0))
    return f"{fence}toml\n{toml.strip()}\n{fence}"


def _trust(trust: TrustCounts) -> str:
    """How many clips have each outcome."""
    rows = (
        f"| {words} | {trust.counts[outcome]:,} | {percent_text(trust.counts[outcome] / trust.n_judged)} |"
        for outcome, words in OUTCOMES.items()
    )
    return "\n".join(("| outcome | clips | share |", "| --- | ---: | ---: |", *rows))


def _snapshots(snapshots: Sequence[Checkpoint]) -> str:
    columns = ("accuracy", "alpha_entropy", "beta_entropy")
    rows = (
        (each.training.get("epoch", ""), *(_in_per_cent(each.accuracy.get(name, "")) for name in columns))
        for each in snapshots
    )
    head = "| epoch | accuracy | entropy of α, share of an even spread | entropy of β, share of an even spread |"
    lines = (f"| {' | '.join(map(_cell, row))} |" for row in rows)
    return "\n".join((head, "| --- | --- | --- | --- |", *lines))


def _in_per_cent(value: object) -> object:
    """What a checkpoint keeps of its worth, as people read it: fractions are shares."""
    return percent_text(value, 1) if isinstance(value, float) and 0 <= value <= 1 else value


def _in_words(name: str) -> str:
    """What a header calls something, as people say it: "spread over seeds", "tilt in degrees", "λ α"."""
    first, *others = name.replace("_", " ").split(" ")
    if others:
        first, others[-1] = _COUNTS.get(first, first), _UNITS.get(others[-1], others[-1])
    return " ".join(_WORDS.get(word, word) for word in (first, *others))


def _cell(value: object, depth: int = 0) -> str:
    if value is None or isinstance(value, bool):
        return _VALUES[value]
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, Mapping | list | tuple) and depth == _DEEPEST:
        return "…"
    if isinstance(value, Mapping):
        return ", ".join(f"{_in_words(name)} {_cell(part, depth + 1)}" for name, part in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(_cell(part, depth + 1) for part in value) or "none"
    return str(value)
