"""What a table of faithfulness says in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sta_lstm.words import counted

if TYPE_CHECKING:
    import pandas as pd

#: Fewer say nothing of how sure a mean is.
_FEW_CLIPS = 5
_GRAINS = {
    "joint": "joints",
    "limb": "parts of the body",
    "frame": "frames",
    "limb × window": "parts × stretches of time",
}


def untested(what: str, where: Sequence[tuple[str, str]]) -> str:
    """That something was not tested in some clips: each by its name, and why."""
    clip, why = where[0]
    first = f"'{clip}'" if len(where) == 1 else f"{len(where):,} clips, such as '{clip}'"
    return f"{what}: not tested in {first}, and left empty: {why}"


def answer(table: pd.DataFrame) -> Iterator[str]:
    """For each checkpoint, the areas by grain, and whether they say more than chance and than motion."""
    from sta_lstm.evidence.faithfulness.summary import EVERY_CLASS

    for (name, _), own in table.groupby(["checkpoint", "revision"], sort=False):
        every = own[own["class"] == EVERY_CLASS]
        clips = int(every["clips"].max())
        yield f"{name}, {counted(clips, 'clip')}"
        for grain in _GRAINS:
            yield from _areas(every, grain)
        yield from _measures(every)
        yield from _by_class(own[own["class"] != EVERY_CLASS])
        yield from _checks(every)
        yield ""


def _areas(table: pd.DataFrame, grain: str) -> Iterator[str]:
    """The areas by the order of each ranking, and by how much that is better than three other orders."""
    from sta_lstm.evidence.faithfulness.summary import ALL

    own = table[table["grain"] == grain]
    areas, reverse = (own[own["measure"] == measure] for measure in ("deletion", "over reverse"))
    if areas.empty:
        return
    fills = [fill for fill in dict.fromkeys(areas["fill"]) if fill != ALL]
    width = max(map(len, areas["ranking"]))
    most = int(areas["clips"].max())
    yield ""
    yield f"{_GRAINS[grain]} removed: area under the probability (less is better)"
    yield f"  by {', '.join(fills)}; their mean; better than random by; than motion energy by; than its own reverse by"
    for ranking, rows in areas.groupby("ranking", sort=False):
        means = rows.set_index("fill")["mean"]
        numbers = "  ".join(_number(means.get(fill)) for fill in (*fills, ALL))
        row = rows[rows["fill"] == ALL].iloc[0]
        turned = reverse[(reverse["ranking"] == ranking) & (reverse["fill"] == ALL)].iloc[0]
        better = (_over(row, "over_random"), _over(row, "over_motion"), _over(turned))
        fewer = "" if row["clips"] == most else f"  of {counted(int(row['clips']), 'clip')}"
        yield f"  {ranking:<{width}}  {numbers}  {'  '.join(better)}".rstrip() + fewer


def _number(value: float | None) -> str:
    return "    –" if value is None or value != value else f"{value:5.3f}"


def _measures(table: pd.DataFrame) -> Iterator[str]:
    """The other measures of each ranking: those of joints over all fills, and those of no fill."""
    from sta_lstm.evidence.faithfulness.summary import ALL, COMPARED

    rows = table[(table["fill"].isin([ALL, ""])) & table["grain"].isin(["joint", "limb × window", ""])]
    rows = rows[(rows["grain"] != "limb × window") | (rows["measure"] == "infidelity")]
    means = rows.pivot_table(index="ranking", columns="measure", values="mean", sort=False)
    shown = [measure for measure in COMPARED if measure not in ("deletion", "over reverse") and measure in means]
    means = means[shown].dropna(how="all")
    if means.empty:
        return
    width = max(map(len, means.index))
    yield ""
    yield f"joints: {', '.join(shown)}"
    for ranking, values in means.iterrows():
        numbers = "  ".join(map(_number, values))
        yield f"  {ranking:<{width}}  {numbers}"


def _over(row: pd.Series[Any], baseline: str = "") -> str:
    """By how much, between what and what, and in a word whether that is more than chance; the mean with no baseline."""
    names = [f"{baseline}{end}" for end in ("", "_low", "_high")] if baseline else ["mean", "low", "high"]
    better, low, high = (row[name] for name in names)
    if better != better:  # NaN: the baseline itself
        return f"{'–':<32}"
    if row["clips"] < _FEW_CLIPS:
        return f"{better:+.3f}, of few clips"
    word = "better" if low > 0 else "worse" if high < 0 else "no telling"
    return f"{better:+.3f} ({low:+.3f} to {high:+.3f}) {word:<10}"


def _by_class(table: pd.DataFrame) -> Iterator[str]:
    """For the joints: of each class, whether the network's own map beats random, over all fills."""
    from sta_lstm.evidence.faithfulness.summary import ALL

    own = table[(table["grain"] == "joint") & (table["measure"] == "deletion") & (table["fill"] == ALL)]
    own = own[own["ranking"] == "alpha"]
    if own.empty:
        return
    yield ""
    yield "joints by alpha, by class: area; better than random; better than motion energy"
    width = max(map(len, own["class"]))
    for _, row in own.iterrows():
        count = counted(int(row["clips"]), "clip")
        better = f"{_over(row, 'over_random')}  {_over(row, 'over_motion')}"
        yield f"  {row['class']:<{width}}  {row['mean']:.3f}  {better}  {count}"


def _checks(table: pd.DataFrame) -> Iterator[str]:
    titles = {
        "seeds": "seeds compared: rank correlation of their maps (1 is the same)",
        "stability": "a map under 1 cm of a sensor's noise: rank correlation (1 is the same)",
        "moved": "other attention put in: share of the probabilities that moves (0 is none: it decides nothing)",
    }
    for measure, title in titles.items():
        rows = table[table["measure"] == measure]
        if not rows.empty:
            yield ""
            yield title
            width = max(map(len, rows["ranking"]))
            for _, row in rows.iterrows():
                yield f"  {row['ranking']:<{width}}  {row['mean']:.2f} ({row['low']:.2f} to {row['high']:.2f})"
    rows = table[table["measure"] == "randomised"]
    if not rows.empty:
        yield ""
        yield "layers made random one after another, from the answer down: rank correlation with the map before"
        for ranking, along in rows.groupby("ranking", sort=False):
            steps = zip(along["fill"], along["mean"], strict=True)
            yield f"  {ranking}: {', '.join(f'{layer} {mean:.2f}' for layer, mean in steps)}"
