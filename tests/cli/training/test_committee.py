"""``sta-lstm committee`` writes a file that opens like any checkpoint, and refuses what is none."""

from made import tiny_checkpoint

from sta_lstm.cli.main import main
from sta_lstm.model.checkpoint import load_checkpoint, save_checkpoint


def seeds(folder, n):
    return [str(save_checkpoint(tiny_checkpoint(seed=seed), folder / f"{seed}.safetensors")) for seed in range(n)]


def test_a_committee_is_one_checkpoint(tmp_path, capsys):
    out = tmp_path / "five.safetensors"
    assert main(["committee", *seeds(tmp_path, 5), "--out", str(out)]) == 0
    assert "5 networks" in capsys.readouterr().err
    committee = load_checkpoint(out)
    assert committee.name == "five"
    assert len(committee.members) == 5


def test_what_is_none_is_one_line(tmp_path, capsys):
    paths = seeds(tmp_path, 1)
    for arguments, said in (
        ([*paths, "--out", str(tmp_path / "c.safetensors")], "two networks or more"),
        ([*paths, paths[0], "--out", str(tmp_path / "c.safetensors")], "twice"),
        ([*paths, "demo-sta", "--out", str(tmp_path / "c.safetensors")], "differs from the first"),
        ([*paths, "--out", str(tmp_path / "c.pt")], "written as .safetensors"),
        ([*paths, "demo-sta", "--out", paths[0]], "it is the file that is read"),
        ([*paths, "demo-sta", "--out", str(tmp_path / "none" / "c.safetensors")], "there is no folder"),
        ([*paths, str(tmp_path / "none.safetensors"), "--out", str(tmp_path / "c.safetensors")], "none"),
    ):
        assert main(["committee", *arguments]) == 2
        error = capsys.readouterr().err
        assert said in error
        assert error.count("\n") == 1
    assert not (tmp_path / "c.safetensors").exists()
