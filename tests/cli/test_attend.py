"""``sta-lstm attend``: a data set under checkpoints, resumed after a kill, and in shards."""

import json
import os
import signal
import subprocess
import sys

import pytest

from sta_lstm.cli import main
from sta_lstm.evidence.attended.store import about_in, rows_in


@pytest.fixture
def checkpoint(trained):
    return str(trained / "tiny-sta.safetensors")


def key(row):
    return row["clip"], row["revision"]


def contents(folder):
    return {key(row): row for row in rows_in(folder)}


def test_every_clip_has_a_row_and_a_second_call_asks_nothing(planted, checkpoint, tmp_path, capsys):
    arguments = ["attend", str(planted), "--checkpoint", checkpoint, "--out", str(tmp_path / "a"), "--json"]
    assert main(arguments) == 0
    first = json.loads(capsys.readouterr().out)["checkpoints"]["tiny-sta"]
    rows = list(rows_in(tmp_path / "a"))
    assert first["clips"] == len(rows) == len({key(row) for row in rows})
    assert first["right"] == sum(row["predicted"] == row["label"] for row in rows)
    assert main(arguments) == 0
    again = json.loads(capsys.readouterr().out)["checkpoints"]["tiny-sta"]
    assert (again["clips"], again["before"]) == (0, len(rows))
    about = about_in(tmp_path / "a")
    assert (about["dataset"], list(about["checkpoints"])) == ("planted", [rows[0]["revision"]])


def test_shards_are_parts_of_one_run(planted, checkpoint, tmp_path):
    base = ["attend", str(planted), "--checkpoint", checkpoint, "--out"]
    assert main([*base, str(tmp_path / "whole")]) == 0
    for shard in ("1/3", "2/3", "3/3"):
        assert main([*base, str(tmp_path / "parts"), "--shard", shard]) == 0
    assert len({path.name[:10] for path in (tmp_path / "parts").glob("*.parquet")}) == 3
    assert contents(tmp_path / "parts") == contents(tmp_path / "whole")


def test_killed_it_goes_on(planted, checkpoint, tmp_path):
    code = f"""
import os, signal, sys
from sta_lstm.cli import main
from sta_lstm.evidence.attended import store
store.PART = 4
write = store.write_whole
def write_and_die(path, content):
    write(path, content)
    if path.name.endswith("2.parquet"):
        os.kill(os.getpid(), signal.{"SIGKILL" if os.name == "posix" else "SIGTERM"})
store.write_whole = write_and_die
sys.exit(main())
"""
    arguments = ["attend", str(planted), "--checkpoint", checkpoint, "--out", str(tmp_path / "a")]
    killed = subprocess.run([sys.executable, "-c", code, *arguments], check=False, capture_output=True, timeout=200)
    assert killed.returncode == -signal.SIGKILL
    assert len(list(rows_in(tmp_path / "a"))) == 8
    assert main(arguments) == 0
    assert main([*arguments[:-1], str(tmp_path / "whole")]) == 0
    rows = list(rows_in(tmp_path / "a"))
    assert len(rows) == len({key(row) for row in rows})
    assert contents(tmp_path / "a").keys() == contents(tmp_path / "whole").keys()


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--shard", "3/2"], "--shard '3/2' is not I/N"),
        (["--shard", "0/2"], "is not I/N"),
        (["--shard", "x"], "is not I/N"),
        (["--map", "magic"], "there is no map 'magic'"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(planted, checkpoint, tmp_path, capsys, more, says):
    assert main(["attend", str(planted), "--checkpoint", checkpoint, "--out", str(tmp_path / "a"), *more]) == 2
    err = capsys.readouterr().err
    assert says in err.splitlines()[-1]


def test_a_row_says_in_which_file_its_clip_is_and_what_the_checkpoint_knows_of_it(planted, checkpoint, tmp_path):
    assert main(["attend", str(planted), "--checkpoint", checkpoint, "--out", str(tmp_path / "a")]) == 0
    rows = list(rows_in(tmp_path / "a"))
    assert all((planted / row["file"]).is_file() for row in rows)
    assert {(row["start"], row["end"]) for row in rows} == {(0, None)}
    assert {row["split"] for row in rows} <= {"train", "val", "test", None}
    about = about_in(tmp_path / "a")
    (pose,) = about["poses"].values()
    assert len(pose) == rows[0]["n_joints"]
    assert all(len(row["joint_attention"]) == row["n_persons"] * row["n_joints"] for row in rows)
