"""The words of the page that compares checkpoints."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from sta_lstm.comparison.comparison import Comparison, Pair
from sta_lstm.comparison.headline import (
    InCommon,
    joints_in_common,
    moments_in_common,
    weighs_joints,
    weighs_moments,
)
from sta_lstm.comparison.measures import MEASURES, Figures, Measure
from sta_lstm.prediction.answer import answer_title
from sta_lstm.scene.scale import TICKS
from sta_lstm.ui.pages.compared_models import ComparedModel
from sta_lstm.ui.panels.heading import label_chip
from sta_lstm.ui.text import escaped, table_cell
from sta_lstm.words import decimal_text, listed, person_letter

#: Letters of a name or a label in a row of a pair, and most pips there; more are told by their number alone.
_MOST_NAME, _MOST_PIPS = 30, 8


def inferred_text(found: Comparison) -> str:
    """Which of the joints that are compared no sensor saw, in a sentence; empty where there are none."""
    inferred = {joint for prediction in found.predictions for joint in prediction.clip.inferred}
    joints = [joint for joint in found.common.joints if joint in inferred]
    if not joints:
        return ""
    return f"Compared all the same, although inferred for at least one model: {escaped(', '.join(joints), most=1000)}."


def duplicates(models: Sequence[ComparedModel]) -> list[tuple[str, str]]:
    """The names of models that are the same file twice: of each such model, and of the first that it equals."""
    first: dict[str, str] = {}
    revisions = {model.name: model.checkpoint.revision for model in models if model.checkpoint is not None}
    return [(first[revision], name) for name, revision in revisions.items() if first.setdefault(revision, name) != name]


def label_text(models: Sequence[ComparedModel]) -> str:
    """How each answer stands to the clip's own label, as chips in Markdown; empty for a clip without label."""
    whose: dict[str, list[str]] = {}
    for model in models:
        whose.setdefault(label_chip(model.prediction), []).append(escaped(model.name))
    if len(whose) == 1:
        return next(iter(whose))
    return " · ".join(f"{listed(names)} {chip}".strip() for chip, names in whose.items())


def said_by_each(models: Sequence[ComparedModel]) -> str:
    """What each model says of the recording, a line a model, as a list in Markdown; empty where they say the same."""
    said = {each.name: answer_title(each.prediction) for each in models}
    if len(set(said.values())) == 1:
        return ""
    return "\n".join(f"- **{escaped(name)}**: {escaped(words)}" for name, words in said.items())


def pair_rows(found: Comparison) -> str:
    """What every two have in common, a row a pair, as a table in Markdown."""
    lines = ["| Pair | Joints in common | Moments in common | Same label |", "| :-- | :-- | :-- | :-- |"]
    for each in found.pairs:
        pair = (each.first, each.second)
        names = " and ".join(escaped(found.names[i], most=_MOST_NAME) for i in pair)
        joints = _in_common(joints_in_common(found, pair), _even(found, pair, weighs_joints, "joints"))
        moments = _in_common(moments_in_common(found, pair), _even(found, pair, weighs_moments, "moments"))
        lines.append(f"| {names} | {joints} | {moments} | {_labels(found, pair)} |")
    return "\n".join(lines)


def _in_common(found: InCommon | None, without: str) -> str:
    if found is None:
        return f":gray[{without}]"
    pips = f":violet[{'▮' * found.count}]{'▯' * (found.of - found.count)} " if found.of <= _MOST_PIPS else ""
    curves = "" if found.correlation is None else f", weights correlate {decimal_text(found.correlation)}"
    return f"{pips}{found.count} of {found.of} :gray[(chance {found.chance:.1f}){curves}]"


def _even(found: Comparison, pair: Pair, weighs: Callable[[Comparison, int], bool], what: str) -> str:
    """Who of the two prefers nothing, so that they have nothing in common."""
    names = [escaped(found.names[i], most=_MOST_NAME) for i in pair if not weighs(found, i)]
    return f"{listed(names)} {'weighs' if len(names) == 1 else 'weigh'} all {what} alike" if names else "not known"


def _labels(found: Comparison, pair: Pair) -> str:
    first, second = (found.predictions[i].label for i in pair)
    if first == second:
        return f"✓ {escaped(first, most=_MOST_NAME)}"
    return f"✗ {escaped(first, most=_MOST_NAME)}, {escaped(second, most=_MOST_NAME)}"


def sides(found: Comparison, pair: Pair) -> list[tuple[str, str]]:
    """The names of two models, each with what the tables of `Comparison` call it."""
    return [(found.names[pair[0]], "first"), (found.names[pair[1]], "second")]


def joint_list(found: Comparison, pair: Pair, side: str, *, most: int = 6) -> str:
    """The joints that one of two models uses and the other does not, those of the greatest difference first.

    Args:
        found: the comparison.
        pair: the two.
        side: which of them, ``"first"`` or ``"second"``.
        most: how many are named.

    Returns:
        A list in Markdown.
    """
    other = {"first": "second", "second": "first"}[side]
    table = found.joints(pair)
    rows = table[table["used_by"] == side].to_dict("records")
    whose = [f"{person_letter(row['person'])} " if found.has_several_persons else "" for row in rows]
    lines = [
        f"- {letter}{escaped(row['joint'])}: {row[side]:.1f}× vs. {row[other]:.1f}×"
        for letter, row in zip(whose[:most], rows[:most], strict=True)
    ]
    if len(rows) > most:
        lines.append(f"- and {len(rows) - most} more")
    return "\n".join(lines) or "No joint."


def measure_text(measure: Measure, figures: Figures, random: Figures, seeds: Figures | None) -> str:
    """One figure of agreement with its baselines, as Markdown; they are of no use where it has no value."""
    if getattr(figures, measure.name) is None:
        return f"{measure.title}: **no value**"
    baselines = [f"two unrelated maps: {_value(measure, random)}"]
    if seeds is not None:
        baselines.append(f"two seeds of one model: {_value(measure, seeds)}")
    return f"{measure.title}: **{_value(measure, figures)}**  \n{' · '.join(baselines)}"


def steps_text(found: Comparison, pair: Pair) -> str:
    """What the colours of a difference of α are, in a sentence of Markdown."""
    first, second = (escaped(found.names[i]) for i in pair)
    ticks = " · ".join(f"{tick:g}" for tick in TICKS)
    return (
        f"Attention of {second} less that of {first}, in steps of the scale {ticks} times an equal share: where one "
        "gives a joint 1× and the other 3×, they are a step apart."
    )


def divergence_text(found: Comparison, pair: Pair) -> str:
    """How to read the divergence of α frame by frame, and its mean, as Markdown."""
    between = found.pair(pair)
    mean, random = between.figures.alpha_divergence, between.random.alpha_divergence
    reading = (
        "Difference of joints (JS, bits): at 0 both look at the same joints, and equally at each; at 1 they share no "
        "joint. Above the dashed line they differ more than two unrelated maps."
    )
    if mean is None or random is None:
        return reading
    return (
        f"{reading} Mean over the clip: **{decimal_text(mean)} bits**; of two unrelated maps, {decimal_text(random)}."
    )


def agreement_frame(found: Comparison) -> pd.DataFrame:
    """A row a measure, a column a pair, to be shown; a dash where there is no value."""
    columns: dict[str, list[str]] = {"Measure": [measure.title for measure in MEASURES]}
    for each in found.pairs:
        name = table_cell(" · ".join(found.names[i] for i in (each.first, each.second)))
        columns[name] = [_value(measure, each.figures, without="–") for measure in MEASURES]
    return pd.DataFrame(columns)


def colours_text(measure: Measure) -> str:
    """How to read the colours of all pairs, and the measure, as Markdown."""
    size = "smaller" if measure.equal == measure.low else "greater"
    return f"Stronger colour = more alike ({size} number). {escaped(measure.reading)}"


def _value(measure: Measure, figures: Figures, *, without: str = "no value") -> str:
    value = getattr(figures, measure.name)
    return without if value is None else measure.text(value)
