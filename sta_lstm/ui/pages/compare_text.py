"""The words of the page that compares checkpoints."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sta_lstm.comparison.comparison import Comparison, Pair
from sta_lstm.comparison.measures import MEASURES, Figures, Measure
from sta_lstm.ui.pages.compared_models import ComparedModel
from sta_lstm.ui.text import escaped, probability_text, table_cell
from sta_lstm.words import listed, person_letter


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
    return [
        (first[model.checkpoint.revision], model.name)
        for model in models
        if first.setdefault(model.checkpoint.revision, model.name) != model.name
    ]


def label_text(models: Sequence[ComparedModel], label: str) -> str:
    """What the clip's own label is, and who of the models could say it, as Markdown."""
    without = [model.name for model in models if label not in model.prediction.class_names]
    if not without:
        return f"the clip is labelled {escaped(label)}"
    if len(without) < len(models):
        whose = listed([escaped(name) for name in without])
        return f"the clip is labelled {escaped(label)}, which is not a class of {whose}"
    return f"the clip’s own label, {escaped(label)}, is not a class of any checkpoint here"


def card(model: ComparedModel, first: ComparedModel) -> str:
    """What a model says, and how that differs from what the first says, as Markdown."""
    own, label = model.prediction.label, first.prediction.label
    there, here = first.probability(label), model.probability(label)
    lines = [f"**{escaped(model.name)}** · {model.checkpoint.variant}"]
    lines.append(f"{escaped(own)}, {probability_text(model.prediction.probabilities.max())}")
    if model is first:
        lines.append("the others are compared with it")
    elif there is None or here is None:
        lines.append(f"has no class {escaped(label)}")
    else:
        lines.append(f"{_number(here - there, signed=True)} for {escaped(label)}")
    return "  \n".join(lines)


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
    baselines = [f"two random maps: {_value(measure, random)}"]
    if seeds is not None:
        baselines.append(f"two seeds of one model: {_value(measure, seeds)}")
    return f"{measure.title}: **{_value(measure, figures)}**  \n{' · '.join(baselines)}"


def divergence_text(found: Comparison, pair: Pair) -> str:
    """How to read the divergence of α frame by frame, and its mean, as Markdown."""
    between = found.pair(pair)
    mean, random = between.figures.alpha_divergence, between.random.alpha_divergence
    reading = (
        "Jensen–Shannon divergence of α: at 0 bits both look at the same joints, and equally at each; at 1 bit they "
        "share no joint. Above the dashed line they differ more than two unrelated maps."
    )
    if mean is None or random is None:
        return reading
    return f"{reading} Mean over the clip: **{_number(mean)} bits**; of two unrelated maps, {_number(random)}."


def agreement_frame(found: Comparison) -> pd.DataFrame:
    """The table of all pairs with the titles of the measures, to be shown."""
    titles = {measure.name: measure.title for measure in MEASURES}
    table = found.table()[["first", "second", *titles]].rename(columns=titles).round(2)
    return table.assign(**{side: table[side].map(table_cell) for side in ("first", "second")})


def _value(measure: Measure, figures: Figures) -> str:
    value = getattr(figures, measure.name)
    return "no value" if value is None else _number(value)


def _number(value: float, *, signed: bool = False) -> str:
    text = f"{value:+.2f}" if signed else f"{value:.2f}"
    return text.replace("-", "−")
