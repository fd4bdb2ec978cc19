"""A comparison for people at a terminal, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sta_lstm.cli.text import pairs, percent

if TYPE_CHECKING:
    from sta_lstm.comparison.clips import ClipPair
    from sta_lstm.comparison.comparison import Comparison
    from sta_lstm.comparison.pairs import PairAgreement
    from sta_lstm.comparison.survey import Survey

_MOST_CLIPS, _MOST_JOINTS = 10, 3


def clip_answer(comparison: Comparison) -> Iterator[str]:
    """What models say of one clip, the two that disagree most first."""
    from sta_lstm.prediction.answer import answer_name

    clip = comparison.predictions[0].clip
    layouts = ", ".join(dict.fromkeys(each.clip.layout.name for each in comparison.predictions))
    yield from pairs({"clip": f"{clip.name} ({clip.n_frames} frames, {clip.seconds:.2f} s, {layouts})"})
    yield ""
    yield "models"
    settled = ("never" if frame is None else f"from frame {frame}" for frame in comparison.settled)
    yield from pairs(
        {
            name: f"{percent(float(each.probabilities.max())):>7}  {answer_name(each)} ({known})"
            for name, each, known in zip(comparison.names, comparison.predictions, settled, strict=True)
        },
        indent=2,
    )
    if comparison.left_out:
        yield ""
        yield "left out"
        yield from (f"  {sentence}" for sentence in comparison.left_out)
    for pair in sorted(comparison.pairs, key=lambda each: -each.figures.disagreement):
        yield ""
        yield from _pair_answer(comparison, pair)


def _pair_answer(comparison: Comparison, pair: PairAgreement) -> Iterator[str]:
    yield " · ".join(comparison.names[i] for i in (pair.first, pair.second))
    yield from _figures_answer(comparison, pair)
    yield from (f"  {note}" for note in pair.notes)
    yield from _joints_answer(comparison, pair)


def _figures_answer(comparison: Comparison, pair: PairAgreement, *, count: str = "frame") -> Iterator[str]:
    """Every measure of two with its baselines; ``count`` is what their clock counts."""
    from sta_lstm.comparison.measures import MEASURES

    both = (pair.first, pair.second)
    seeds = comparison.two_seeds(both)
    values = {}
    for measure in MEASURES:
        value = getattr(pair.figures, measure.name)
        if value is None:
            continue
        beside = [("random", getattr(pair.random, measure.name)), ("two seeds", seeds and getattr(seeds, measure.name))]
        words = ", ".join(f"{name} {measure.text(base)}" for name, base in beside if base is not None)
        values[measure.title] = f"{measure.text(value):<8}{words}"
    if pair.both_know is not None:
        values[f"Both know from {count}"] = str(pair.both_know)
    yield from pairs(values, indent=2)


def _joints_answer(comparison: Comparison, pair: PairAgreement) -> Iterator[str]:
    """The joints that one of the two looks at more than uniformly, and the other does not."""
    from sta_lstm.words import person_letter

    table = comparison.joints((pair.first, pair.second))
    several = comparison.has_several_persons
    for word, index in (("first", pair.first), ("second", pair.second)):
        own = table[table["used_by"] == word].head(_MOST_JOINTS)
        named = [
            f"{person_letter(row['person']) + ' ' if several else ''}{row['joint']} "
            f"({row['first']:.1f}× and {row['second']:.1f}×)"
            for row in own.to_dict("records")
        ]
        if named:
            yield f"  {comparison.names[index]} alone looks at: {', '.join(named)}"


def clips_answer(pair: ClipPair) -> Iterator[str]:
    """What one checkpoint says of two clips, and where its attention differs most."""
    from sta_lstm.prediction.answer import answer_name
    from sta_lstm.words import person_letter

    found, alignment = pair.comparison, pair.alignment
    yield from pairs(
        {
            name: f"{percent(float(each.probabilities.max())):>7}  {answer_name(each)} ({each.clip.n_frames} frames)"
            for name, each in zip(found.names, pair.predictions, strict=True)
        }
    )
    apart = f"{alignment.mean_distance:.2f} {alignment.unit} apart"
    yield from pairs({"aligned": f"{alignment.kind}, {alignment.n_steps} steps, {apart}"})
    yield ""
    yield from _figures_answer(found, found.pairs[0], count="step")
    yield ""
    yield "β differs most"
    for row in pair.moments().to_dict("records"):
        yield (
            f"  frame {row['frame_first']} and {row['frame_second']}: "
            f"{row['beta_first']:.2f}× and {row['beta_second']:.2f}×"
        )
    yield "α differs most"
    for row in pair.joints().head(_MOST_JOINTS).to_dict("records"):
        whose = f"{person_letter(row['person'])} " if found.has_several_persons else ""
        yield (
            f"  frame {row['frame_first']} and {row['frame_second']}, {whose}{row['joint']}: "
            f"{row['alpha_first']:.1f}× and {row['alpha_second']:.1f}×"
        )
    notes = (*alignment.notes, *found.left_out)
    if notes:
        yield ""
        yield "notes"
        yield from (f"  {note}" for note in notes)


def survey_answer(survey: Survey, *, split: str = "all") -> Iterator[str]:
    """How far models agree over many clips, and the clips on which they do least.

    Args:
        survey: what was found.
        split: which clips these are, one of ``sta_lstm.cli.inputs.data.SPLITS``.
    """
    clips = survey.clips()
    which = "" if split == "all" else f" ({split})"
    yield f"{survey.n_clips:,} clips{which}; means over clips, in brackets those of unrelated maps"
    for row in survey.pairs().to_dict("records"):
        yield ""
        seeds = " (two seeds of one model)" if row["two_seeds"] else ""
        yield f"{row['first']} · {row['second']}{seeds}"
        yield from pairs(_means(row), indent=2)
    yield ""
    yield "most disagreement"
    yield from pairs(
        {
            str(row["clip"]): f"{row['disagreement']:.3f}  {_labels(row)}"
            for row in clips.head(_MOST_CLIPS).to_dict("records")
        },
        indent=2,
    )


def _means(row: dict[Any, Any]) -> dict[str, str]:
    from sta_lstm.comparison.measures import MEASURES

    found = {}
    for measure in MEASURES:
        value, random = row[measure.name], row[f"random_{measure.name}"]
        if value == value:  # NaN where no clip has a value
            found[measure.title] = measure.text(value) + (f"  ({measure.text(random)})" if random == random else "")
    return found


def _labels(row: dict[Any, Any]) -> str:
    """Which models predict what, those that agree together."""
    said: dict[str, list[str]] = {}
    for column, label in row.items():
        if str(column).startswith("label ") and isinstance(label, str):
            said.setdefault(label, []).append(str(column).removeprefix("label "))
    if len(said) == 1:
        return f"all say {next(iter(said))}"
    return "; ".join(f"{', '.join(names)}: {label}" for label, names in said.items())
