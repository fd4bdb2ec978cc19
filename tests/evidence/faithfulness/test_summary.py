"""What scores say together: means by hand, paired differences whose sign is "better", chance that beats nothing."""

import numpy as np
import pytest

from sta_lstm.errors import SettingsError
from sta_lstm.evidence.faithfulness.clips import ClipScores, Score
from sta_lstm.evidence.faithfulness.ledger import Ledger
from sta_lstm.evidence.faithfulness.settings import Settings
from sta_lstm.evidence.faithfulness.summary import summarise

FILLS = ("mean pose", "other clip")


@pytest.fixture
def written(tmp_path):
    """Writes scores: of each (label, {(measure, ranking): value or a value a fill}) a clip."""

    def write(*clips, checkpoint="a"):
        with Ledger(tmp_path / "s.parquet", Settings()) as ledger:
            for i, (label, values) in enumerate(clips):
                scores = tuple(
                    Score(measure, ranking, "joint", fill, value)
                    for (measure, ranking), own in values.items()
                    for fill, value in zip(FILLS, own if isinstance(own, tuple) else (own, own), strict=True)
                )
                ledger.add(checkpoint, "r", ClipScores(f"{i}", label, "wave", 0.9, scores))
            ledger.finish()
        return summarise(tmp_path / "s.parquet")

    return write


def row(table, **about):
    for name, value in about.items():
        table = table[table[name] == value]
    assert len(table) == 1, table
    return table.iloc[0]


def test_means_by_class_by_fill_and_over_fills(written):
    table = written(
        ("wave", {("deletion", "alpha"): (0.1, 0.3)}),
        ("wave", {("deletion", "alpha"): (0.3, 0.5)}),
        ("kick", {("deletion", "alpha"): (0.8, 0.6)}),
    )
    about = {"ranking": "alpha", "measure": "deletion"}
    assert row(table, **about, **{"class": "", "fill": "mean pose"})["mean"] == pytest.approx(0.4)
    assert row(table, **about, **{"class": "wave", "fill": "all"})["mean"] == pytest.approx(0.3)
    assert row(table, **about, **{"class": "wave", "fill": "all"})["clips"] == 2
    assert row(table, **about, **{"class": "kick", "fill": "other clip"})["mean"] == pytest.approx(0.6)
    assert set(table["class"]) == {"", "wave", "kick"}


def test_better_is_above_zero_whichever_way_a_measure_goes(written):
    rng = np.random.default_rng(0)
    clips = []
    for _ in range(12):
        base = rng.random() / 2
        clips.append(
            (
                "wave",
                {
                    ("deletion", "alpha"): base,
                    ("deletion", "random"): base + 0.2,
                    ("deletion", "motion energy"): base - 0.1,
                    ("insertion", "alpha"): base + 0.3,
                    ("insertion", "random"): base,
                    ("insertion", "motion energy"): base + 0.3,
                },
            )
        )
    table = written(*clips)
    less = row(table, **{"class": "", "fill": "all", "ranking": "alpha", "measure": "deletion"})
    more = row(table, **{"class": "", "fill": "all", "ranking": "alpha", "measure": "insertion"})
    assert less[["over_random", "over_random_low", "over_random_high"]].tolist() == pytest.approx([0.2] * 3)
    assert less[["over_motion", "over_motion_low", "over_motion_high"]].tolist() == pytest.approx([-0.1] * 3)
    assert more["over_random"] == pytest.approx(0.3)
    assert more["over_motion"] == pytest.approx(0)
    assert less["low"] < less["mean"] < less["high"]
    chance = row(table, **{"class": "", "fill": "all", "ranking": "random", "measure": "deletion"})
    assert np.isnan(chance["over_random"])
    assert chance["over_motion"] == pytest.approx(-0.3)


@pytest.mark.slow
def test_chance_is_told_from_chance_no_more_often_than_by_chance(written):
    rng = np.random.default_rng(1)
    classes = [f"class {i}" for i in range(40)]
    clips = [
        (name, {("deletion", "alpha"): rng.random(), ("deletion", "random"): rng.random()})
        for name in classes
        for _ in range(15)
    ]
    table = written(*clips)
    own = table[(table["ranking"] == "alpha") & (table["fill"] == "all") & (table["class"] != "")]
    told = ((own["over_random_low"] > 0) | (own["over_random_high"] < 0)).mean()
    assert len(own) == 40
    assert told < 0.2


def test_a_clip_that_lacks_a_ranking_is_left_out_of_its_mean(written):
    table = written(
        ("wave", {("deletion", "alpha"): 0.2, ("deletion", "random"): 0.5}),
        ("wave", {("deletion", "random"): 0.9}),
    )
    alpha = row(table, **{"class": "wave", "fill": "all", "ranking": "alpha"})
    assert (alpha["clips"], alpha["mean"]) == (1, pytest.approx(0.2))
    assert alpha["over_random"] == pytest.approx(0.3)


def test_checks_are_beaten_by_nobody(written):
    table = written(
        ("wave", {("moved", "alpha, uniform"): 0.1, ("stability", "alpha"): 0.9, ("stability", "motion energy"): 0.7})
    )
    assert table[["over_random", "over_motion"]].isna().all(axis=None)


def test_a_class_called_all_is_a_class(written):
    table = written(("all", {("deletion", "alpha"): 0.2}), ("wave", {("deletion", "alpha"): 0.4}))
    means = table[table["fill"] == "all"].set_index("class")["mean"]
    assert means.to_dict() == pytest.approx({"": 0.3, "all": 0.2, "wave": 0.4})


def test_checkpoints_are_apart(written):
    written(("wave", {("deletion", "alpha"): 0.2}))
    table = written(("wave", {("deletion", "alpha"): 0.4}), checkpoint="b")
    means = table[(table["class"] == "") & (table["fill"] == "all")].set_index("checkpoint")["mean"]
    assert means.to_dict() == pytest.approx({"a": 0.2, "b": 0.4})


def test_nothing_to_sum_up_is_refused(written):
    with pytest.raises(SettingsError, match="holds no scores"):
        written()
