"""``sta-lstm faithfulness``: scores in a file, an answer in words, runs that go on where they ended."""

import json

import pandas as pd
import pytest
from made import tiny_checkpoint

import sta_lstm
from sta_lstm.cli import main
from sta_lstm.datasets import open_dataset
from sta_lstm.evidence.faithfulness import clips
from sta_lstm.evidence.faithfulness.clips import Examiner
from sta_lstm.model.checkpoint import save_checkpoint
from sta_lstm.samples import resolve_clip
from sta_lstm.skeletons.cut import cut

QUICK = ("--steps", "2", "--limit", "2", "--device", "cpu")


@pytest.fixture
def checkpoint(trained):
    return trained / "planted-tiny-sta-seed-1.safetensors"


def clips_in(path):
    return sorted(set(pd.read_parquet(path)["clip"].astype(str)))


@pytest.mark.slow
def test_unseen_clips_are_scored_and_summed_up(checkpoint, planted, tmp_path, capsys):
    out = tmp_path / "s.parquet"
    assert main(["faithfulness", str(checkpoint), "--data", str(planted), "--out", str(out), *QUICK, "--json"]) == 0
    values = json.loads(capsys.readouterr().out)
    dataset = open_dataset(planted)
    unseen = [dataset.clips[i].source for i in dataset.fold("stratified-five-folds", "2").test]
    assert len(clips_in(out)) == 2
    assert set(clips_in(out)) <= set(unseen)
    assert (values["dataset"], values["split"], values["settings"]["steps"]) == ("planted", "test", 2)
    table = pd.read_parquet(out)
    about = {"measure": "deletion", "ranking": "alpha", "grain": "joint", "fill": "mean pose"}
    (told,) = [row for row in values["summary"] if row["class"] == "" and about.items() <= row.items()]
    own = table[(table[list(about)] == pd.Series(about)).all(axis=1)]
    assert told["mean"] == pytest.approx(own["value"].mean())
    assert told["clips"] == len(own) == 2
    loaded = sta_lstm.load_checkpoint(checkpoint, device="cpu")
    assert set(table["revision"].astype(str)) == {loaded.revision}


@pytest.mark.slow
def test_the_answer_in_words(checkpoint, planted, tmp_path, capsys):
    out = tmp_path / "s.parquet"
    assert main(["faithfulness", str(checkpoint), "--data", str(planted), "--out", str(out), *QUICK]) == 0
    said, told = capsys.readouterr()
    assert said.startswith("planted-tiny-sta-seed-1, 2 clips\n")
    for title in ("joints removed", "parts of the body removed", "frames removed", "parts × stretches of time removed"):
        assert f"{title}: area under the probability (less is better)" in said
    assert "by mean pose, first pose, other clip; their mean" in said
    assert "than its own reverse by" in said
    assert "\n  integrated-gradients  " in said
    assert "of few clips" in said  # two clips tell nothing
    assert "better " not in said.replace("better than", "").replace("better)", "")
    assert told.endswith(f"sta-lstm: wrote {out}\n")


@pytest.mark.slow
def test_rankings_are_named_or_left_out(checkpoint, planted, tmp_path, capsys):
    arguments = ["faithfulness", str(checkpoint), "--data", str(planted), *QUICK, "--json", "--rankings"]
    rankings = {}
    for names in (["none"], ["ablation-limb", "gradient-input"], ["gradient-input", "ablation-limb"]):
        out = str(tmp_path / f"{names[0]}.parquet")
        assert main([*arguments, *names, "--out", out]) == 0
        values = json.loads(capsys.readouterr().out)
        rankings[names[0]] = values["settings"]["rankings"]
        assert set(rankings[names[0]]) <= {row["ranking"] for row in values["summary"]}
    assert rankings["none"] == []
    assert rankings["ablation-limb"] == rankings["gradient-input"] == ["ablation-limb", "gradient-input"]
    assert main([*arguments, "ablation-limb", "--out", out]) == 2
    told = capsys.readouterr().err.splitlines()[-1]
    assert "were made with other settings (rankings: ablation-limb, gradient-input)" in told


@pytest.mark.slow
def test_what_one_frame_cannot_test_is_said_and_left_empty(checkpoint, planted, tmp_path, capsys):
    for i, each in enumerate(open_dataset(planted).clips[::12]):
        clip = each.load()
        short = cut(clip, 0, 1) if i == 0 else clip
        (tmp_path / "data" / each.label).mkdir(parents=True)
        sta_lstm.save_clip(short, tmp_path / "data" / each.label / f"{i}.npz")
    arguments = ["faithfulness", str(checkpoint), "--data", str(tmp_path / "data"), "--split", "all", *QUICK]
    assert main([*arguments, "--out", str(tmp_path / "s.parquet")]) == 0
    said, told = capsys.readouterr()
    assert (
        "frames, beta, motion, or a fill that is made of the clip: not tested in 'bow/0.npz', and left empty: " in told
    )
    assert "integrated-gradients: not tested in 'bow/0.npz', and left empty: " in told
    assert "nan" not in said
    line = next(each for each in said.split("joints removed")[1].splitlines() if each.startswith("  motion energy"))
    assert line.endswith("of 1 clip")


@pytest.mark.slow
def test_an_interrupted_run_goes_on(checkpoint, planted, tmp_path, capsys, monkeypatch):
    out, whole = tmp_path / "s.parquet", tmp_path / "whole.parquet"
    arguments = ["faithfulness", str(checkpoint), "--data", str(planted), *QUICK, "--out"]
    examine, asked = Examiner.examine, []

    def interrupted(self, *clips, name):
        asked.append(name)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return examine(self, *clips, name=name)

    with monkeypatch.context() as patch:
        patch.setattr(Examiner, "examine", interrupted)
        assert main([*arguments, str(out)]) == 130
    assert f"goes on with what is in '{tmp_path / 's.parts'}'" in capsys.readouterr().err
    assert not out.exists()
    assert main([*arguments, str(out)]) == 0
    assert main([*arguments, str(whole)]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["s.parquet", "whole.parquet"]
    pd.testing.assert_frame_equal(pd.read_parquet(out).astype(str), pd.read_parquet(whole).astype(str))
    capsys.readouterr()
    monkeypatch.setattr(clips.Examiner, "examine", interrupted)  # nothing is left to do
    assert main([*arguments, str(out)]) == 0


@pytest.mark.slow
def test_seeds_are_compared(checkpoint, planted, tmp_path, capsys):
    loaded = sta_lstm.load_checkpoint(checkpoint, device="cpu")
    loaded.network.spatial.U.weight.neg_()
    save_checkpoint(loaded, tmp_path / "b.safetensors")
    arguments = [str(checkpoint), str(tmp_path / "b.safetensors"), "--data", str(planted), *QUICK, "--seeds"]
    assert main(["faithfulness", *arguments, "--out", str(tmp_path / "s.parquet")]) == 0
    said = capsys.readouterr().out
    assert "planted-tiny-sta-seed-1 + planted-tiny-sta-seed-1, 2 clips" in said
    assert "seeds compared: rank correlation of their maps" in said


# --- bad input ---


@pytest.fixture
def bad(checkpoint, tmp_path):
    save_checkpoint(tiny_checkpoint(class_names=("bow", "squat", "jump")), tmp_path / "unlike.safetensors")
    pd.DataFrame({"x": [1]}).to_parquet(tmp_path / "theirs.parquet")
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["{checkpoint}", "--out", "{}/s.csv"], "Give it the ending .parquet"),
        (["{checkpoint}", "--out", "{}/no/s.parquet"], "there is no folder"),
        (["{checkpoint}", "--out", "{}/theirs.parquet"], "is no table of faithfulness"),
        (["{checkpoint}"], "--out"),
        (["nowhere", "--out", "{}/s.parquet"], "no checkpoint 'nowhere'"),
        (["{}/unlike.safetensors", "--out", "{}/s.parquet"], "names no protocol and fold"),
        (["{checkpoint}", "--out", "{}/s.parquet", "--limit", "0"], "'0' is not a whole number from 1"),
        (["{checkpoint}", "--out", "{}/s.parquet", "--seeds"], "give two or more"),
        (["{checkpoint}", "--out", "{}/s.parquet", "--rankings", "saliency"], "there is no map 'saliency'"),
        (["{checkpoint}", "--out", "{}/s.parquet", "--rankings", "random"], "ranked by random anyhow"),
        (["{checkpoint}", "--out", "{}/s.parquet", "--rankings", "none", "ablation-limb"], "or none alone"),
        (["{checkpoint}", "{}/unlike.safetensors", "--out", "{}/s.parquet", "--seeds"], "differ in"),
        (["sbu-sta", "--out", "{}/s.parquet", "--split", "all"], "sbu-15"),
    ],
    ids=str,
)
def test_bad_input_is_one_line_and_status_two(bad, checkpoint, planted, capsys, arguments, says):
    words = [word.replace("{}", str(bad)).replace("{checkpoint}", str(checkpoint)) for word in arguments]
    assert main(["faithfulness", *words, "--data", str(planted)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    assert says in err.splitlines()[-1]
    assert not (bad / "s.parquet").exists()


def test_clips_too_long_to_be_one_action_are_left_out_and_said(checkpoint, tmp_path, capsys):
    clip = sta_lstm.load_clip(resolve_clip("long-seven-actions"))
    arguments = ["faithfulness", str(checkpoint), "--data", str(tmp_path), "--split", "all", *QUICK]
    for name, each in (("all", clip), ("part", cut(clip, 126, 178))):
        (tmp_path / "squat").mkdir(exist_ok=True)
        sta_lstm.save_clip(each, tmp_path / "squat" / f"{name}.npz")
        assert main([*arguments, "--out", str(tmp_path / f"{name}.parquet")]) == (2 if name == "all" else 0)
        said = capsys.readouterr().err
        assert "1 clip too long to be one action for 'planted-tiny-sta-seed-1', such as 'squat/all.npz'" in said
        assert ("and no other. Cut them" in said) is (name == "all")
    assert clips_in(tmp_path / "part.parquet") == ["squat/part.npz"]
