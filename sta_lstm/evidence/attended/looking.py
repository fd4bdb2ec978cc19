"""Where models looked, class by class: the mean over clips, and how far persons and networks are apart.

Letters: N rows, L classes, G groups (subjects, or networks), K = M J joints of all persons, P phases.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import sparse

from sta_lstm.arrays import Bools, Float32s, Float64s, Int64s
from sta_lstm.evidence.attended.slices import Model, Slice
from sta_lstm.evidence.attended.table import Attended

#: Between whom a spread is taken.
Over = Literal["subjects", "networks"]
_COLUMN: dict[Over, str] = {"subjects": "subject", "networks": "revision"}


@dataclass(frozen=True, eq=False)
class Looking:
    """Where a model looked in clips of each class; NaN where no clip says so.

    Attributes:
        class_names: L; the last row of each array is of all classes together.
        n_clips: L + 1.
        joints: (L + 1) × M × J, mean attention as multiples of an equal share.
        phases: (L + 1) × P.
        joints_spread: (L + 1) × M × J, standard deviation between the means of groups; NaN of fewer than two.
        phases_spread: (L + 1) × P.
        n_groups: L + 1, how many groups have a clip.
        n_of_layout: clips whose joints are the model's own; ``joints`` is of them alone.
        over: what the groups are.
    """

    class_names: tuple[str, ...]
    n_clips: Int64s
    joints: Float64s
    phases: Float64s
    joints_spread: Float64s
    phases_spread: Float64s
    n_groups: Int64s
    n_of_layout: int
    over: Over


def looking(table: Attended, model: Model, part: Slice, over: Over) -> Looking:
    """Where a model looked in the clips of a slice, by their true classes.

    Args:
        table: of all rows.
        model: whose layout its joints have.
        part: which rows.
        over: between whom the spread is taken: a clip's subject, or the network that was asked.
    """
    where, values = part.where()
    ids = table.ids(f"SELECT id FROM rows WHERE {where} AND predicted IS NOT NULL ORDER BY id", values)  # noqa: S608
    n_joints = len(model.joints)
    ids = ids[table.codes["label"][ids] >= 0]
    labels, groups = table.codes["label"][ids], table.codes[_COLUMN[over]][ids]
    words = table.words["label"]
    named = [name for name in table.about.get("class_names", ()) if name in words] or sorted(set(words))
    kept = [words.index(name) for name in named if (labels == words.index(name)).any()]
    place = np.full(len(words) + 1, -1)
    place[kept] = np.arange(len(kept))
    codes = place[labels]
    ids, groups, codes = ids[codes >= 0], groups[codes >= 0], codes[codes >= 0]
    used = n_joints * (table.joints.shape[1] // n_joints) if n_joints else 0
    own = _of_layout(table, ids, model)
    by_joint = np.where(own[:, None], table.joints[ids, :used], np.float32(np.nan))
    joints, joints_spread, _ = _means(by_joint, codes, groups, len(kept))
    phases, phases_spread, n_groups = _means(table.phases[ids], codes, groups, len(kept))
    shape = (len(kept) + 1, used // n_joints if n_joints else 0, n_joints)
    present = ~np.isnan(joints.reshape(shape)).all((0, 2)) if used else np.zeros(shape[1], np.bool_)
    return Looking(
        class_names=tuple(words[code] for code in kept),
        n_clips=np.append(np.bincount(codes, minlength=len(kept)), len(codes)).astype(np.int64),
        joints=joints.reshape(shape)[:, present],
        phases=phases,
        joints_spread=joints_spread.reshape(shape)[:, present],
        phases_spread=phases_spread,
        n_groups=n_groups,
        n_of_layout=int(own.sum()),
        over=over,
    )


def _of_layout(table: Attended, ids: Int64s, model: Model) -> Bools:
    """Of these rows those whose joints are the model's own: one that reads every layout has met others, too.

    Files of earlier versions name no layout; there, as many joints are taken for the same.
    """
    query = "SELECT id FROM rows WHERE layout = ? OR layout IS NULL"
    return np.asarray(np.isin(ids, table.ids(query, [model.layout])) & (table.n_joints[ids] == len(model.joints)))


def _means(values: Float32s, codes: Int64s, groups: Int64s, n_classes: int) -> tuple[Float64s, Float64s, Int64s]:
    """Means of rows by class and of all, the spreads between groups' means, and of how many groups each has a row."""
    n_groups, width = int(groups.max(initial=-1)) + 2, values.shape[1]  # the last is of rows whose group is not known
    cells = codes * n_groups + np.where(groups >= 0, groups, n_groups - 1)
    by_cell, known = (each.reshape(n_classes, n_groups, width) for each in _sums(values, cells, n_classes * n_groups))
    sums = np.concatenate([by_cell, by_cell.sum(0, keepdims=True)])  # classes and all × groups × width
    counts = np.concatenate([known, known.sum(0, keepdims=True)])
    means = _ratio(sums, counts)[:, :-1]
    there = (~np.isnan(means)).sum(1)
    centre = _ratio(np.nansum(means, 1), there)
    square = np.nansum((means - centre[:, None]) ** 2, 1)
    spread = np.sqrt(np.divide(square, there - 1, out=np.full(square.shape, np.nan), where=there > 1))
    return _ratio(sums.sum(1), counts.sum(1)), spread, there.max(1, initial=0).astype(np.int64)


def _sums(values: Float32s, codes: Int64s, n: int) -> tuple[Float64s, Float64s]:
    """Sums of the known values of rows of each code, n × width, and how many are known."""
    member = sparse.csr_matrix((np.ones(len(codes), np.float32), codes, np.arange(len(codes) + 1)), (len(codes), n)).T
    unknown = np.isnan(values)
    if not unknown.any():
        counts = np.bincount(codes, minlength=n).astype(np.float64)
        return np.asarray(member @ values, dtype=np.float64), np.repeat(counts[:, None], values.shape[1], axis=1)
    filled = np.where(unknown, np.float32(0), values)
    return (
        np.asarray(member @ filled, dtype=np.float64),
        np.asarray(member @ (~unknown).astype(np.float32), dtype=np.float64),
    )


def _ratio(sums: Float64s, counts: Float64s | Int64s) -> Float64s:
    return np.asarray(np.divide(sums, counts, out=np.full(sums.shape, np.nan), where=np.asarray(counts) > 0))


def most_alike(table: Attended, to: int, part: Slice, *, most: int = 20) -> list[tuple[int, float]]:
    """The rows of a slice where a model looked most as it did in one, with how alike they are from 0 to 1.

    A profile is the attention of each joint, frames weighted by β, and β by phase. How alike two are is the
    Bhattacharyya coefficient of their shares, the mean of both parts: 1 where they are the same. The row itself is left
    out, and so is what has other joints.

    Args:
        table: of all rows.
        to: number of the row.
        part: among which.
        most: so many at most.
    """
    where, values = part.where()
    where += " AND predicted IS NOT NULL AND layout IS NOT DISTINCT FROM (SELECT layout FROM rows WHERE id = ?)"
    ids = table.ids(f"SELECT id FROM rows WHERE {where} ORDER BY id", [*values, to])  # noqa: S608
    ids = ids[(ids != to) & (table.n_joints[ids] == table.n_joints[to])]
    parts = [
        _roots(vectors[ids]) @ own
        for vectors in (table.joints, table.phases)
        if (own := _roots(vectors[to : to + 1])[0]).any()
    ]
    if not parts or not len(ids):
        return []
    alike = np.mean(parts, axis=0)
    best = np.argsort(-alike, kind="stable")[:most]
    return [(int(ids[i]), min(1.0, float(alike[i]))) for i in best]


def _roots(vectors: Float32s) -> Float32s:
    """The square roots of shares that rows are, of length 1; of nothing, 0."""
    filled = np.sqrt(np.maximum(np.nan_to_num(vectors), 0))
    length = np.linalg.norm(filled, axis=1, keepdims=True)
    return np.asarray(np.divide(filled, length, out=np.zeros_like(filled), where=length > 0))
