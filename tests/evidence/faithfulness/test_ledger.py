"""Scores on the disk: what is finished stays, whatever ends a run, and settings are not mixed."""

import pandas as pd
import pytest

from sta_lstm.errors import SettingsError
from sta_lstm.evidence.faithfulness.clips import ClipScores, Score
from sta_lstm.evidence.faithfulness.ledger import PART, Ledger
from sta_lstm.evidence.faithfulness.settings import Settings

SETTINGS = Settings()


def of_clip(name, value=0.5):
    return ClipScores(name, "wave", "kick", 0.75, (Score("deletion", "alpha × beta", "joint", "mean pose", value),))


def write(path, names, *, settings=SETTINGS, finish=True, checkpoint="a"):
    with Ledger(path, settings) as ledger:
        for name in names:
            ledger.add(checkpoint, "r1", of_clip(name))
        if finish:
            ledger.finish()


def clips_in(path):
    return pd.read_parquet(path)["clip"].astype(str).tolist()


def test_scores_come_back(tmp_path):
    write(tmp_path / "s.parquet", ["x", "y"])
    table = pd.read_parquet(tmp_path / "s.parquet")
    assert table.astype({"probability": float}).to_dict("records")[0] == {
        "checkpoint": "a",
        "revision": "r1",
        "clip": "x",
        "label": "wave",
        "predicted": "kick",
        "measure": "deletion",
        "ranking": "alpha × beta",
        "grain": "joint",
        "fill": "mean pose",
        "probability": 0.75,
        "value": 0.5,
    }
    assert clips_in(tmp_path / "s.parquet") == ["x", "y"]
    assert [path.name for path in tmp_path.iterdir()] == ["s.parquet"]


@pytest.mark.parametrize("ending", [KeyboardInterrupt, MemoryError, SettingsError])
def test_what_is_finished_stays_when_a_run_ends_early(tmp_path, ending):
    path = tmp_path / "s.parquet"

    def ended_early():
        with Ledger(path, SETTINGS) as ledger:
            ledger.add("a", "r1", of_clip("x"))
            raise ending

    with pytest.raises(ending):
        ended_early()
    assert not path.exists()
    with Ledger(path, SETTINGS) as ledger:
        assert ledger.done("a", "r1") == {"x"}
        assert ledger.done("a", "r2") == ledger.done("b", "r1") == frozenset()
        ledger.add("a", "r1", of_clip("y"))
        ledger.finish()
    assert clips_in(path) == ["x", "y"]
    assert [each.name for each in tmp_path.iterdir()] == ["s.parquet"]


def test_a_kill_loses_a_part_at_most(tmp_path):
    ledger = Ledger(tmp_path / "s.parquet", SETTINGS)
    for i in range(PART + 1):
        ledger.add("a", "r1", of_clip(f"{i}"))
    del ledger  # nothing was told to end
    assert len(Ledger(tmp_path / "s.parquet", SETTINGS).done("a", "r1")) == PART


def test_a_whole_file_takes_more(tmp_path):
    path = tmp_path / "s.parquet"
    write(path, ["x"])
    write(path, ["y"])
    write(path, ["x"], checkpoint="b")
    assert clips_in(path) == ["x", "y", "x"]


def test_parts_that_were_joined_before_a_crash_count_once(tmp_path):
    path = tmp_path / "s.parquet"
    write(path, ["x"], finish=False)
    part = next((tmp_path / "s.parts").iterdir())
    content = part.read_bytes()
    write(path, [])
    (tmp_path / "s.parts").mkdir()
    part.write_bytes(content)
    write(path, ["y"])
    assert clips_in(path) == ["x", "y"]


def test_a_disk_that_refuses_keeps_the_parts(tmp_path, monkeypatch):
    path = tmp_path / "s.parquet"
    write(path, ["x"], finish=False)

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.replace", full)
        with pytest.raises(SettingsError, match=r"cannot write .*No space left on device"):
            write(path, [])
    write(path, [])
    assert clips_in(path) == ["x"]


# --- bad input ---


def test_settings_are_not_mixed(tmp_path):
    write(tmp_path / "s.parquet", ["x"])
    with pytest.raises(SettingsError, match=r"made with other settings \(steps: 16\)"):
        Ledger(tmp_path / "s.parquet", Settings(steps=8))
    write(tmp_path / "t.parquet", ["x"], finish=False)
    with pytest.raises(SettingsError, match=r"made with other settings \(seed: 0\)"):
        Ledger(tmp_path / "t.parquet", Settings(seed=3))


def test_other_rankings_are_other_settings(tmp_path):
    write(tmp_path / "s.parquet", ["x"], settings=Settings(rankings=("ablation-limb", "ablation-joint")))
    with pytest.raises(SettingsError, match=r"other settings \(rankings: ablation-limb, ablation-joint\)"):
        Ledger(tmp_path / "s.parquet", SETTINGS)
    write(tmp_path / "t.parquet", ["x"])
    with pytest.raises(SettingsError, match=r"other settings \(rankings: none\)"):
        Ledger(tmp_path / "t.parquet", Settings(rankings=("ablation-limb",)))


def test_files_of_others_are_left_alone(tmp_path):
    theirs = tmp_path / "theirs.parquet"
    pd.DataFrame({"x": [1]}).to_parquet(theirs)
    content = theirs.read_bytes()
    with pytest.raises(SettingsError, match="is no table of faithfulness"):
        Ledger(theirs, SETTINGS)
    assert theirs.read_bytes() == content
    (tmp_path / "noise.parquet").write_bytes(b"noise")
    with pytest.raises(SettingsError, match="cannot be read as a Parquet table"):
        Ledger(tmp_path / "noise.parquet", SETTINGS)


@pytest.mark.parametrize(
    ("name", "says"), [("s.csv", "Give it the ending .parquet"), ("no/s.parquet", "there is no folder")]
)
def test_no_place_is_said_before_the_work(tmp_path, name, says):
    with pytest.raises(SettingsError, match=says):
        Ledger(tmp_path / name, SETTINGS)
