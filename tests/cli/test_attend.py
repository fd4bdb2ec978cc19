"""``sta-lstm attend``: a data set under checkpoints, resumed after a kill, and in shards."""

import json
import os
import signal
import subprocess
import sys
import types

import pyarrow.parquet as pq
import pytest

from sta_lstm.cli import main
from sta_lstm.errors import SettingsError
from sta_lstm.evidence.attended.store import about_in, rows_in
from sta_lstm.evidence.attended.table import open_attended


@pytest.fixture
def checkpoint(trained):
    return str(trained / "planted-tiny-sta-seed-1.safetensors")


def key(row):
    return row["clip"], row["revision"]


def contents(folder):
    return {key(row): row for row in rows_in(folder)}


def test_every_clip_has_a_row_and_a_second_call_asks_nothing(planted, checkpoint, tmp_path, capsys):
    arguments = ["attend", str(planted), "--checkpoint", checkpoint, "--out", str(tmp_path / "a"), "--json"]
    assert main(arguments) == 0
    first = json.loads(capsys.readouterr().out)["checkpoints"]["planted-tiny-sta-seed-1"]
    rows = list(rows_in(tmp_path / "a"))
    assert first["clips"] == len(rows) == len({key(row) for row in rows})
    assert first["right"] == sum(row["predicted"] == row["label"] for row in rows)
    assert main(arguments) == 0
    again = json.loads(capsys.readouterr().out)["checkpoints"]["planted-tiny-sta-seed-1"]
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


class OneProcess:
    """What is used of Ray, done here and at once; errors are wrapped as Ray wraps them."""

    class RayError(Exception):
        pass

    class RayTaskError(RayError):
        def __init__(self, cause):
            super().__init__(str(cause))
            self.cause = cause

    exceptions = types.SimpleNamespace(RayError=RayError, RayTaskError=RayTaskError)

    def __init__(self):
        self.asked = []

    def init(self, **options):
        self.asked.append(options)

    def shutdown(self):
        self.asked.append("end")

    def remote(self, work):
        return types.SimpleNamespace(options=lambda **needs: self.asked.append(needs) or self.remote_of(work))

    def remote_of(self, work):
        return types.SimpleNamespace(remote=lambda *given: (work, given))

    def wait(self, waiting, num_returns):
        return waiting[-num_returns:], waiting[:-num_returns]

    def get(self, ready):
        work, given = ready
        try:
            return work(*given)
        except Exception as error:
            raise self.RayTaskError(error) from error


@pytest.fixture(params=["as Ray would", "Ray"])
def cluster(request, monkeypatch):
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    if request.param == "Ray":
        pytest.importorskip("ray", reason="ray is not installed")
        return None
    stands_in = OneProcess()
    monkeypatch.setitem(sys.modules, "ray", stands_in)
    monkeypatch.setitem(sys.modules, "ray.exceptions", stands_in.exceptions)
    return stands_in


@pytest.mark.slow
def test_a_cluster_gives_what_one_process_gives(planted, checkpoint, tmp_path, capsys, cluster):
    base = ["attend", str(planted), "--checkpoint", checkpoint, "--device", "cpu", "--json", "--out"]
    assert main([*base, str(tmp_path / "one")]) == 0
    one = json.loads(capsys.readouterr().out)["checkpoints"]["planted-tiny-sta-seed-1"]
    assert main([*base, str(tmp_path / "many"), "--engine", "ray", "--workers", "2"]) == 0
    many = json.loads(capsys.readouterr().out)["checkpoints"]["planted-tiny-sta-seed-1"]
    assert {**many, "seconds": 0} == {**one, "seconds": 0}
    assert contents(tmp_path / "many") == contents(tmp_path / "one")
    assert {path.name[:10] for path in (tmp_path / "many").glob("*.parquet")} == {"shard-0001", "shard-0002"}
    if cluster is not None:
        assert cluster.asked[0]["num_cpus"] == 2
        assert cluster.asked[1]["num_gpus"] == 0
        assert cluster.asked[-1] == "end"
        # What one process refuses, others refuse in its words.
        words = [*base, str(tmp_path / "one"), "--engine", "ray", "--workers", "2", "--map", "random"]
        assert main(words) == 2
        assert "holds rows with other maps" in capsys.readouterr().err


def test_without_ray_it_is_said_what_to_install(planted, checkpoint, tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    words = ["attend", str(planted), "--checkpoint", checkpoint, "--out", str(tmp_path / "a"), "--engine", "ray"]
    assert main(words) == 2
    assert "--engine ray needs Ray: pip install '.[ray]'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--workers", "2"], "--workers are those of --engine ray"),
        (["--engine", "ray", "--shard", "1/2"], "shares the clips out by itself; leave --shard out"),
    ],
)
def test_options_of_a_cluster_that_make_no_sense(planted, checkpoint, tmp_path, capsys, words, says):
    assert main(["attend", str(planted), "--checkpoint", checkpoint, "--out", str(tmp_path / "a"), *words]) == 2
    assert says in capsys.readouterr().err


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


def test_labels_that_were_corrected_are_not_passed_over(planted, checkpoint, tmp_path, capsys):
    clips = sorted(planted.glob("*/*.npz"))[:4]
    table = tmp_path / "mine.csv"
    words = ["attend", str(table), "--checkpoint", checkpoint, "--out", str(tmp_path / "a")]
    table.write_text("\n".join(("path,label", *(f"{path},bow" for path in clips[:3]), f"{clips[3]},cartwheel")))
    assert main(words) == 0
    assert "1 with labels that it does not know" in capsys.readouterr().out
    table.write_text("\n".join(("path,label", *(f"{path},cartwheel" for path in clips[:3]), f"{clips[3]},bow")))
    assert main(words) == 2
    said = capsys.readouterr().err
    assert "as 'bow', and the data set calls it 'cartwheel' now. Attend into a new folder." in said


@pytest.mark.parametrize("told", ["{", "[]", '{"checkpoints": []}', '{"checkpoints": {"a": 3}}', '{"class_names": 3}'])
def test_what_a_file_says_of_itself_may_be_anything(planted, checkpoint, tmp_path, capsys, told):
    words = ["attend", str(planted), "--checkpoint", checkpoint, "--out", str(tmp_path / "a")]
    assert main(words) == 0
    (file,) = (tmp_path / "a").glob("*.parquet")
    table = pq.read_table(file)
    pq.write_table(table.replace_schema_metadata({b"sta_lstm_attended": told.encode()}), file)
    capsys.readouterr()
    assert main(words) == 2
    assert "is damaged. Remove it, and attend again." in capsys.readouterr().err
    with pytest.raises(SettingsError, match="is damaged"):
        open_attended(tmp_path / "a")
