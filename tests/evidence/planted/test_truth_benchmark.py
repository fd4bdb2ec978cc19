"""The benchmark of the planted truth goes on where it was ended, and says what a checkpoint cannot be asked."""

import json

import pytest
from benchmarks import truth as benchmark

from sta_lstm.errors import SettingsError
from sta_lstm.evidence.planted.truth import QUESTIONS
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.samples import sample_checkpoints


@pytest.fixture(scope="module")
def checkpoint():
    return load_checkpoint(next(path for path in sample_checkpoints() if path.stem == "demo-sta"))


def row(seed, checkpoint="a", value=0.5, truth=0.1, removal=0.1):
    scores = {name: dict.fromkeys(QUESTIONS, value + 0.01 * i) for i, name in enumerate(benchmark.ORDER)}
    above = {"truth": truth, "removal": removal}
    return {"checkpoint": checkpoint, "seed": seed, "action": "bow", "right": True, "scores": scores, "alpha": above}


@pytest.mark.slow
def test_what_was_asked_is_not_asked_again(checkpoint, tmp_path, monkeypatch):
    kept = tmp_path / "kept.jsonl"
    first = benchmark.all_asked([checkpoint], "when", 2, kept)
    kept.write_text(kept.read_text().splitlines()[0] + '\n{"checkpoint": "cut o')
    real, again = benchmark.asked, []

    def counted(checkpoint, planted, kind, removed):
        again.append(planted.seed)
        return real(checkpoint, planted, kind, removed)

    monkeypatch.setattr(benchmark, "asked", counted)
    assert benchmark.all_asked([checkpoint], "when", 2, kept) == first
    assert again == [first[1]["seed"]]
    assert set(first[0]["scores"]) == set(benchmark.ORDER)
    assert all(-1 <= each["alpha"][about] <= 1 for each in first for about in ("truth", "removal"))


def test_rows_from_before_alpha_was_compared_with_chance_are_asked_again(tmp_path):
    kept = tmp_path / "kept.jsonl"
    old = {name: value for name, value in row(1).items() if name != "alpha"}
    kept.write_text(json.dumps(old) + "\n" + json.dumps(row(2)) + "\n")
    assert [each["seed"] for each in benchmark.kept_rows(kept)] == [2]


def test_contradictions_are_counted():
    signs = [(0.1, 0.2), (0.1, -0.2), (0.1, -0.1), (-0.1, 0.2), (0.0, 0.0)]
    rows = [row(seed, truth=truth, removal=removal) for seed, (truth, removal) in enumerate(signs)]
    rows.append({**row(9), "alpha": None})  # a network without α tells nothing
    found = benchmark.summary(rows)
    assert found["contradictions"] == {
        "finds the truth": {"faithful": 1, "not faithful": 2},
        "misses it": {"faithful": 1, "not faithful": 1},
    }
    assert "| finds the truth | 1 | 2 |" in "\n".join(benchmark.markdown(found))


def test_seeds_of_a_recipe_are_shown_with_their_spread_and_differences_by_clip():
    rows = [row(seed, name, value) for seed in range(5) for name, value in (("a", 0.4), ("b", 0.6))]
    found = benchmark.summary(rows)
    assert found["scores"]["attention"]["top"] == [0.4, 0.6]
    assert found["accuracy"] == [1.0, 1.0]
    mean, low, high = found["differences"]["attention − motion energy"]["top"]
    assert mean == low == high == pytest.approx(-0.02)
    assert "| attention | 0.50 ± 0.14 |" in "\n".join(benchmark.markdown(found))
    json.dumps(found, allow_nan=False)


def test_a_checkpoint_that_lacks_the_classes_is_refused(checkpoint, tmp_path):
    with pytest.raises(SettingsError, match=r"does not know other side, same side; .* trained on them"):
        benchmark.all_asked([checkpoint], "two limbs", 1, tmp_path / "kept.jsonl")
