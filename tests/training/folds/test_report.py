"""Tables of cross-validations say what their files say, and refuse what is none."""

import json

import numpy as np
import pytest

from sta_lstm.errors import SettingsError
from sta_lstm.training.folds.report import CrossvalResults, ahead, by_class, confusion, summary, titles

BOUND = "\N{NO-BREAK SPACE}"
FOLDS = {"1": [4, 4], "2": [4, 4]}


def results(tmp_path, name, wrong, **changes):
    """Two folds of four clips, two classes, three seeds; ``wrong`` names the clips that each seed misses."""
    runs = []
    for seed, missed in enumerate(wrong):
        for fold in FOLDS:
            mine = {source: "b" for source in missed if source.startswith(fold)}
            matrix = np.array([[2, 0], [0, 2]])
            for _ in mine:
                matrix[0] += (-1, 1)
            accuracy = 1 - len(mine) / 4
            runs.append(
                {
                    "fold": fold,
                    "seed": seed,
                    "accuracy": accuracy,
                    "mean_class_accuracy": accuracy,
                    "wrong": mine,
                    "confusion": matrix.tolist(),
                }
            )
    values = {
        "recipe": "tiny",
        "variant": "sta",
        "data": "planted",
        "protocol": "two-folds",
        "n_clips": 8,
        "fingerprint": "x",
        "folds": FOLDS,
        "seeds": list(range(len(wrong))),
        "class_names": ["a", "b"],
        "confusion": np.sum([run["confusion"] for run in runs], axis=0).tolist(),
        "runs": runs,
    }
    path = tmp_path / f"{name}.json"
    path.write_text(json.dumps(values | changes))
    return CrossvalResults.of_file(path)


@pytest.fixture
def one(tmp_path):
    return results(tmp_path, "one", [["1a", "2a"], ["1a"], []])


def test_accuracies_are_means_over_seeds_with_their_spread(one):
    (row,) = summary([one]).to_dict("records")
    assert row == {
        "results": "one",
        "recipe": "tiny, sta",
        "data": "planted, two-folds",
        "folds × seeds": "2 × 3",
        "accuracy": f"87.5{BOUND}±{BOUND}12.5{BOUND}%",
        "mean class accuracy": f"87.5{BOUND}±{BOUND}12.5{BOUND}%",
    }


def test_classes_are_shares_of_their_clips(one):
    table = by_class([one])
    assert table["class"].tolist() == ["a", "b"]
    assert table["one"].tolist() == [f"75.0{BOUND}±{BOUND}25.0{BOUND}%", f"100.0{BOUND}±{BOUND}0.0{BOUND}%"]
    assert confusion(one).to_dict("list") == {"true class": ["a", "b"], "a": [9, 0], "b": [3, 12]}


def test_one_seed_has_no_spread(tmp_path):
    assert summary([results(tmp_path, "x", [[]])])["accuracy"].item() == f"100.0{BOUND}%"


def test_who_is_ahead_counts_each_clip_once(one, tmp_path):
    other = results(tmp_path, "other", [[], ["2b", "2c"], ["2b", "2c"]])
    (row,) = ahead([one, other]).to_dict("records")
    # 1a is missed by two seeds of three of the one; 2b and 2c by two of the other.
    assert (row["only one is right"], row["only the other is right"]) == ("2", "1")
    assert row["p (McNemar)"] == "1"
    (row,) = ahead([one, one]).to_dict("records")
    assert (row["one"], row["other"], row["p (McNemar)"]) == ("one (1)", "one (2)", "1")


def test_mcnemar_is_the_exact_test(tmp_path):
    clips = [f"{fold}{letter}" for fold in FOLDS for letter in "ab"]
    first, second = results(tmp_path, "first", [[]]), results(tmp_path, "second", [clips])
    assert ahead([first, second])["p (McNemar)"].item() == f"{2 * 0.5**4:.2g}"


def test_two_of_other_clips_have_no_figures(one, tmp_path):
    other = results(tmp_path, "other", [[]], n_clips=9)
    assert set(ahead([one, other]).iloc[0, 2:]) == {"–"}


def test_two_of_one_name_are_numbered(one):
    assert titles([one, one]) == ["one (1)", "one (2)"]


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"recipe": 1}', '{"recipe": "a", "variant": "b", "runs": 3, "seeds": [0]}']
)
def test_what_is_no_result_is_one_sentence(tmp_path, content):
    (tmp_path / "x.json").write_text(content)
    with pytest.raises(SettingsError, match=r"x\.json' does not hold what 'sta-lstm crossval' writes"):
        CrossvalResults.of_file(tmp_path / "x.json")


def test_a_file_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(SettingsError, match="Name its JSON file"):
        CrossvalResults.of_file(tmp_path / "none.json")
