"""Parts of a table of attended clips, and what is counted in them: who is right, what is taken for what, which rows.

Letters: L classes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import numpy as np

from sta_lstm.arrays import Int64s
from sta_lstm.evidence.attended.table import Attended

#: Orders in which rows can stand.
Order = Literal["wrong", "unsure", "disputed", "name"]
ORDERS: tuple[Order, ...] = get_args(Order)
Outcome = Literal["right", "wrong", "unread"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
#: Thirds of the clips by their numbers of frames.
LENGTHS = ("short", "middle", "long")
#: Columns by whose words a slice is made.
_WORDS = ("label", "predicted", "subject", "view", "split", "length")
_ORDERS: dict[Order, str] = {
    "wrong": "judged DESC, is_right ASC NULLS LAST, probability DESC NULLS LAST, id",
    "unsure": "probability ASC NULLS LAST, id",
    "disputed": "disputed DESC NULLS LAST, judged DESC, is_right ASC NULLS LAST, probability DESC NULLS LAST, id",
    "name": "clip, id",
}
_ROW = (
    *("id", "clip", "fingerprint", "file", "start", "end", "label", "subject", "view", "split", "n_frames", "seconds"),
    *("checkpoint", "revision", "predicted", "probability", "true_probability", "reason", "judged", "n_asked"),
    "n_alike",
)


@dataclass(frozen=True, slots=True)
class Model:
    """One checkpoint, or several of one kind: networks of other seeds or of other folds.

    Attributes:
        name: the checkpoint's, or what all have in common.
        revisions: of the checkpoints.
        layout: of the joints that they read.
        joints: their names, J.
    """

    name: str
    revisions: tuple[str, ...]
    layout: str
    joints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slice:
    """Which rows are meant; a word that is None leaves its column open.

    Attributes:
        revisions: of checkpoints.
        label: the true class.
        predicted: the class that was said.
        subject: who acts.
        view: from where they were seen.
        split: what the checkpoint knows of the clip: ``train``, ``val`` or ``test``.
        length: one of `LENGTHS`.
        outcome: answers that are right, or wrong, or what could not be asked.
    """

    revisions: tuple[str, ...]
    label: str | None = None
    predicted: str | None = None
    subject: str | None = None
    view: str | None = None
    split: str | None = None
    length: str | None = None
    outcome: Outcome | None = None

    @property
    def scope(self) -> Slice:
        """The same clips whatever was said of them, and of all classes: what accuracy is counted in."""
        return replace(self, label=None, predicted=None, outcome=None)

    def where(self) -> tuple[str, list[Any]]:
        """The condition, and the values of its question marks."""
        terms, values = ["list_contains(?, revision)"], list[Any]([list(self.revisions)])
        for name in _WORDS:
            word = getattr(self, name)
            if word is not None:
                terms.append(f"{name} = ?")
                values.append(word)
        if self.outcome == "unread":
            terms.append("predicted IS NULL")
        elif self.outcome is not None:
            terms.append(f"judged AND {'' if self.outcome == 'right' else 'NOT '}is_right")
        return " AND ".join(terms), values


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How often checkpoints are right.

    Attributes:
        name: whose.
        n: answers whose clip has a label.
        right: how many of them are that label.
        n_networks: checkpoints that have such answers.
        mean: of the shares of its checkpoints.
        spread: standard deviation between those; None of one alone.
        n_unjudged: answers that are neither right nor wrong: their clips have no label, or one that is no class of the
            model's.
    """

    name: str
    n: int
    right: int
    n_networks: int
    mean: float
    spread: float | None = None
    n_unjudged: int = 0

    @property
    def share(self) -> float:
        """Of all, from 0 to 1."""
        return self.right / self.n if self.n else 0.0


@dataclass(frozen=True, eq=False)
class Confusion:
    """What is taken for what.

    Attributes:
        class_names: L, those that a clip has or an answer is.
        counts: L × L, clips of class i taken for class j.
    """

    class_names: tuple[str, ...]
    counts: Int64s

    @property
    def worst(self) -> tuple[str, str, int] | None:
        """The class that is most often taken for another, that other, and how often; None where nothing is wrong."""
        wrong = self.counts - np.diag(np.diag(self.counts))
        if not wrong.any():
            return None
        i, j = np.unravel_index(int(wrong.argmax()), wrong.shape)
        return self.class_names[i], self.class_names[j], int(wrong[i, j])


def models_of(table: Attended) -> tuple[Model, ...]:
    """What can be asked about: each checkpoint that has rows, and before them those of one kind together."""
    known = table.about.get("checkpoints", {})
    query = "SELECT revision, any_value(checkpoint) FROM rows WHERE revision <> '' GROUP BY 1 ORDER BY min(id)"
    named = table.ask(query)
    count = Counter(name for _, name in named)
    alone, kinds = [], dict[tuple[str, str, tuple[str, ...]], list[Model]]()
    for revision, name in named:
        about = known.get(revision, {})
        called = str(name) if count[name] == 1 else f"{name} ({revision[:6]})"
        model = Model(called, (revision,), str(about.get("layout", "")), tuple(map(str, about.get("joints", ()))))
        alone.append(model)
        classes = tuple(map(str, about.get("class_names", ())))
        kinds.setdefault((str(about.get("variant", "")), model.layout, classes), []).append(model)
    together = [
        Model(f"{kind} ({len(some)} together)", tuple(each.revisions[0] for each in some), layout, some[0].joints)
        for (kind, layout, _), some in kinds.items()
        if kind and len(some) > 1
    ]
    return (*together, *alone)


def accuracy(table: Attended, model: Model, part: Slice) -> Accuracy:
    """How often a model is right in the scope of a slice."""
    where, values = replace(part.scope, revisions=model.revisions).where()
    which = ("judged", "judged AND is_right", "NOT judged AND predicted IS NOT NULL")
    numbers = ", ".join(f"count(*) FILTER ({each})" for each in which)
    counted = table.ask(
        f"SELECT {numbers} FROM rows WHERE {where} GROUP BY revision",  # noqa: S608
        values,
    )
    shares = [right / n for n, right, _ in counted if n]
    spread = float(np.std(shares, ddof=1)) if len(shares) > 1 else None
    mean = float(np.mean(shares)) if shares else 0.0
    return Accuracy(
        model.name,
        sum(n for n, *_ in counted),
        sum(right for _, right, _ in counted),
        len(shares),
        mean,
        spread,
        sum(unjudged for *_, unjudged in counted),
    )


def confusion(table: Attended, part: Slice) -> Confusion:
    """What is taken for what in the scope of a slice; classes stand as the data set has them, then others."""
    where, values = part.scope.where()
    cells = table.ask(
        f"SELECT label, predicted, count(*) FROM rows WHERE {where} AND judged GROUP BY 1, 2 ORDER BY 1, 2",  # noqa: S608
        values,
    )
    there = dict.fromkeys(name for label, said, _ in cells for name in (label, said))
    first = [name for name in table.about.get("class_names", ()) if name in there]
    names = (*first, *(name for name in there if name not in first))
    place = {name: i for i, name in enumerate(names)}
    counts = np.zeros((len(names), len(names)), dtype=np.int64)
    for label, said, n in cells:
        counts[place[label], place[said]] = n
    return Confusion(names, counts)


def choices(table: Attended, revisions: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The words that a slice of these checkpoints can be made by, of each column."""
    found = {}
    for name in _WORDS:
        rows = table.ask(
            f"SELECT DISTINCT {name} FROM rows WHERE list_contains(?, revision) AND {name} <> '' ORDER BY 1",  # noqa: S608
            [list(revisions)],
        )
        found[name] = tuple(word for (word,) in rows)
    ranked = (*LENGTHS, "test", "val", "train")
    for name in ("length", "split"):
        found[name] = tuple(sorted(found[name], key=lambda word: ranked.index(word) if word in ranked else 99))
    return found


def sizes(table: Attended, revisions: Sequence[str]) -> tuple[int, int]:
    """How many clips these checkpoints were asked about, and of how many subjects they are."""
    query = "SELECT count(DISTINCT (clip, fingerprint)), count(DISTINCT subject) FROM rows"
    ((n_clips, n_subjects),) = table.ask(f"{query} WHERE list_contains(?, revision)", [list(revisions)])
    return int(n_clips), int(n_subjects)


def unread(table: Attended, revisions: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """The rows without an answer of these checkpoints; of all, and of recordings that none was shown, if left out."""
    if revisions is None:
        return _dicts(table, "WHERE predicted IS NULL ORDER BY id", [])
    return _dicts(table, "WHERE predicted IS NULL AND list_contains(?, revision) ORDER BY id", [list(revisions)])


def count(table: Attended, part: Slice) -> int:
    """How many rows a slice has."""
    where, values = part.where()
    ((n,),) = table.ask(f"SELECT count(*) FROM rows WHERE {where}", values)  # noqa: S608
    return int(n)


def rows(
    table: Attended, part: Slice, order: Order = "wrong", *, first: int = 0, most: int | None = None
) -> list[dict[str, Any]]:
    """Rows of a slice as dicts of the columns `_ROW`, in that order.

    Args:
        table: of all rows.
        part: of it.
        order: one of `ORDERS`: the surest wrong first, the least sure, the most disputed, or by name.
        first: so many are passed over.
        most: so many at most; all if left out.
    """
    where, values = part.where()
    bound = "" if most is None else f" LIMIT {int(most)} OFFSET {int(first)}"
    return _dicts(table, f"WHERE {where} ORDER BY {_ORDERS[order]}{bound}", values)


def rows_of(table: Attended, ids: Sequence[int]) -> list[dict[str, Any]]:
    """The rows of these numbers, in their order; numbers of no row are left out."""
    found = {row["id"]: row for row in _dicts(table, "WHERE list_contains(?, id)", [list(map(int, ids))])}
    return [found[each] for each in map(int, ids) if each in found]


def row_called(table: Attended, part: Slice, clip: str) -> dict[str, Any] | None:
    """The first row of a clip under the checkpoints of a slice; None where there is none of that name."""
    query = "WHERE clip = ? AND list_contains(?, revision) ORDER BY id LIMIT 1"
    found = _dicts(table, query, [clip, list(part.revisions)])
    return found[0] if found else None


def _dicts(table: Attended, rest: str, values: Sequence[Any]) -> list[dict[str, Any]]:
    columns = ", ".join(f'"{name}"' for name in _ROW)
    return [dict(zip(_ROW, row, strict=True)) for row in table.ask(f"SELECT {columns} FROM rows {rest}", values)]  # noqa: S608
