"""A checkpoint's card: what it is, how it came to be, how good it is, and what it is not for, in Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sta_lstm.evidence.trust import ATTENTION, OUTCOMES, TrustCounts
from sta_lstm.model.checkpoint import Checkpoint

_TESTED = (
    "For {0.n_judged:,} of {0.n_clips:,} clips that it has not seen, spread over the classes, each part of the body "
    "was held still and the model asked again. The part whose stillness costs most carries the answer, if at least "
    "half of its probability is lost. Where no part does, they are held still two by two."
)


def card(checkpoint: Checkpoint, *, snapshots: Sequence[Checkpoint] = ()) -> str:
    """The card of ``checkpoint``, from its own header alone; and a line for each of ``snapshots`` of its training."""
    trust = TrustCounts.from_json(checkpoint.accuracy.get(ATTENTION))
    accuracy = {name: value for name, value in checkpoint.accuracy.items() if trust is None or name != ATTENTION}
    sections = [
        f"# {checkpoint.name}",
        str(checkpoint.training.get("summary", "")),
        "## Network",
        _table(
            {
                "variant": checkpoint.variant,
                "reads": checkpoint.reads,
                **checkpoint.config.description,
                "weights": f"{checkpoint.n_parameters:,}",
                "features": ", ".join(f"{name} {value}" for name, value in checkpoint.recipe.to_json().items()),
                "classes": ", ".join(checkpoint.class_names),
            }
        ),
        "## Accuracy",
        _table(accuracy),
        *(("## Whether its attention can be believed", _TESTED.format(trust), _trust(trust)) if trust else ()),
        "## Training",
        _table({name: value for name, value in checkpoint.training.items() if name not in ("summary", "limits")}),
        *(("## Snapshots", _snapshots(snapshots)) if snapshots else ()),
        "## Intended use and limits",
        str(checkpoint.training.get("limits", "")),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _table(values: Mapping[str, Any]) -> str:
    rows = (f"| {name.replace('_', ' ')} | {_cell(value)} |" for name, value in values.items())
    return "\n".join(("| | |", "| --- | --- |", *rows))


def _trust(trust: TrustCounts) -> str:
    """How many clips have each outcome."""
    rows = (
        f"| {words} | {trust.counts[outcome]:,} | {trust.counts[outcome] / trust.n_judged:.0%} |"
        for outcome, words in OUTCOMES.items()
    )
    return "\n".join(("| outcome | clips | share |", "| --- | ---: | ---: |", *rows))


def _snapshots(snapshots: Sequence[Checkpoint]) -> str:
    columns = ("accuracy", "alpha_entropy", "beta_entropy")
    rows = (
        f"| {each.training.get('epoch', '')} | {' | '.join(_cell(each.accuracy.get(name, '')) for name in columns)} |"
        for each in snapshots
    )
    head = "| epoch | accuracy | entropy of α ÷ uniform | entropy of β ÷ uniform |"
    return "\n".join((head, "| --- | --- | --- | --- |", *rows))


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, Mapping):
        return ", ".join(f"{name.replace('_', ' ')} {_cell(part)}" for name, part in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(_cell(part) for part in value) or "none"
    return str(value).replace("|", "\\|")
