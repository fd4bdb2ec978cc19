"""A comparison as tables and as JSON: which joints and classes two models differ on, and how far every two agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sta_lstm.comparison.measures import MEASURES
from sta_lstm.comparison.pairs import PairAgreement

if TYPE_CHECKING:
    from sta_lstm.comparison.comparison import Comparison, Pair


def joint_differences(comparison: Comparison, pair: Pair) -> pd.DataFrame:
    """The joints on which two models differ most, first; a row for each shared joint that was read.

    Columns: ``person`` (from 0), ``joint``, ``first``, ``second`` (attention over the clip, 1 is uniform),
    ``difference`` (second less first), ``used_by`` (which of the models gives it more than uniform attention:
    ``"first"``, ``"second"``, ``"both"`` or ``"neither"``).

    Raises:
        SettingsError: there are no such two models.
    """
    first, second = (comparison.joint_attention[i] for i in comparison.checked(pair))
    person, joint = np.indices(first.shape).reshape(2, -1)
    a, b = first[person, joint].astype(np.float64), second[person, joint].astype(np.float64)
    # A uniform map is above uniform by rounding alone.
    uses = np.stack([a > 1 + 1e-4, b > 1 + 1e-4])
    words = np.array([["neither", "second"], ["first", "both"]])
    table = pd.DataFrame(
        {
            "person": np.array(comparison.common.persons)[person],
            "joint": [comparison.common.joints[j] for j in joint],
            "first": a,
            "second": b,
            "difference": b - a,
            "used_by": words[uses[0].astype(int), uses[1].astype(int)],
        }
    )
    order = np.argsort(-np.abs(b - a), kind="stable")
    return table.iloc[order].reset_index(drop=True)


def class_differences(comparison: Comparison, pair: Pair) -> pd.DataFrame:
    """The classes whose probability differs most, first.

    Columns: ``class``, ``first``, ``second`` (probabilities, missing where the model has no such class),
    ``change`` (second less first, a missing one being 0).

    Raises:
        SettingsError: there are no such two models.
    """
    first, second = comparison.checked(pair)
    change = (comparison.probabilities[second] - comparison.probabilities[first]).astype(np.float64)
    has = [np.isin(comparison.common.any_class, comparison.predictions[i].class_names) for i in (first, second)]
    table = pd.DataFrame(
        {
            "class": list(comparison.common.any_class),
            "first": np.where(has[0], comparison.probabilities[first], np.nan),
            "second": np.where(has[1], comparison.probabilities[second], np.nan),
            "change": change,
        }
    )
    return table.iloc[np.argsort(-np.abs(change), kind="stable")].reset_index(drop=True)


def pair_table(comparison: Comparison) -> pd.DataFrame:
    """How far every two models agree, a row a pair.

    Columns: ``first``, ``second`` (names), ``label_first``, ``label_second``, ``both_know_frame`` (from which on
    both running labels stay); the measures of `MEASURES` by name, missing where there is no value; their
    baselines, with ``random_`` and ``two_seeds_`` before the name; ``disagreement``; ``notes`` on what is missing.
    """
    rows = []
    for each in comparison.pairs:
        seeds = comparison.two_seeds((each.first, each.second))
        row: dict[str, Any] = {
            "first": comparison.names[each.first],
            "second": comparison.names[each.second],
            "label_first": comparison.predictions[each.first].label,
            "label_second": comparison.predictions[each.second].label,
            "both_know_frame": each.both_know,
        }
        row |= asdict(each.figures)
        row |= {f"random_{measure.name}": getattr(each.random, measure.name) for measure in MEASURES}
        row |= {f"two_seeds_{measure.name}": seeds and getattr(seeds, measure.name) for measure in MEASURES}
        rows.append({**row, "disagreement": each.figures.disagreement, "notes": " ".join(each.notes)})
    table = pd.DataFrame(rows)
    numbers = [column for column in table if str(column).endswith(tuple(measure.name for measure in MEASURES))]
    return table.astype(dict.fromkeys(numbers, np.float64) | {"both_know_frame": "Int64"})


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """The comparison as plain JSON values; persons and frames are numbered from 0, what has no value is null."""
    clip = comparison.predictions[0].clip
    return {
        "clip": clip.name,
        "frames": clip.n_frames,
        "fps": clip.fps,
        "joints": list(comparison.common.joints),
        "persons": list(comparison.common.persons),
        "classes": list(comparison.common.classes),
        "left_out": list(comparison.left_out),
        "top": comparison.top,
        "tolerance": comparison.tolerance,
        "models": [_model_json(comparison, i) for i in range(len(comparison.names))],
        "pairs": [_pair_json(comparison, each) for each in comparison.pairs],
        "notes": _each_once(each.provenance.changes for each in comparison.predictions),
        "doubts": _each_once(each.provenance.doubts for each in comparison.predictions),
    }


def _each_once(sentences: Iterable[Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(sentence for own in sentences for sentence in own))


def _model_json(comparison: Comparison, index: int) -> dict[str, Any]:
    prediction = comparison.predictions[index]
    return {
        "name": comparison.names[index],
        "checkpoint": prediction.checkpoint,
        "provenance": prediction.provenance.to_json(),
        "family": comparison.families[index],
        "layout": prediction.clip.layout.name,
        "inferred": list(prediction.clip.inferred),
        "label": prediction.label,
        "probabilities": dict(zip(prediction.class_names, prediction.probabilities.tolist(), strict=True)),
        "settled": comparison.settled[index],
        "keyframes": list(prediction.keyframes),
        "beta_over_uniform": comparison.beta[index].tolist(),
        "joint_attention": comparison.joint_attention[index].tolist(),
    }


def _pair_json(comparison: Comparison, each: PairAgreement) -> dict[str, Any]:
    seeds = comparison.two_seeds((each.first, each.second))
    joints = joint_differences(comparison, (each.first, each.second))
    return {
        "first": comparison.names[each.first],
        "second": comparison.names[each.second],
        "both_know": each.both_know,
        "figures": asdict(each.figures),
        "random": asdict(each.random),
        "two_seeds": seeds and asdict(seeds),
        "disagreement": each.figures.disagreement,
        "alpha_divergence_by_frame": [None if np.isnan(bits) else bits for bits in each.divergence.tolist()],
        "joints": joints.to_dict("records"),
        "notes": list(each.notes),
    }
