"""``sta-lstm export-onnx`` writes a file that every other command takes, and refuses what it cannot write."""

import json

import numpy as np
from made import tiny_checkpoint

from sta_lstm.cli.main import main
from sta_lstm.model.checkpoint import save_checkpoint


def run(capsys, *arguments):
    assert main([str(each) for each in arguments]) == 0
    return json.loads(capsys.readouterr().out)


def test_what_is_exported_answers_as_before(tmp_path, capsys):
    own, out = save_checkpoint(tiny_checkpoint(), tmp_path / "own.safetensors"), tmp_path / "own.onnx"
    assert main(["export-onnx", str(own), str(out)]) == 0
    assert "own.onnx: STA-LSTM 'tiny'; it says what it says in torch." in capsys.readouterr().err
    one, other = (run(capsys, "predict", "bow", "--checkpoint", each, "--json") for each in (own, out))
    assert other["label"] == one["label"]
    for name in ("alpha", "beta", "logits"):
        np.testing.assert_allclose(other[name], one[name], atol=1e-5)
    one, other = (run(capsys, "info", each, "--json") for each in (own, out))
    assert {key: one[key] for key in one if key != "revision"} == {
        key: other[key] for key in other if key != "revision"
    }


def test_it_stands_in_compare_beside_the_one_in_torch(tmp_path, capsys):
    own, out = save_checkpoint(tiny_checkpoint(), tmp_path / "own.safetensors"), tmp_path / "own.onnx"
    assert main(["export-onnx", str(own), str(out)]) == 0
    capsys.readouterr()
    assert main(["compare", "bow", "--checkpoint", str(own), "--checkpoint", str(out)]) == 0
    assert "own" in capsys.readouterr().out


def test_what_cannot_be_written_is_one_line(tmp_path, capsys):
    own = save_checkpoint(tiny_checkpoint(), tmp_path / "own.safetensors")
    assert main(["export-onnx", str(own), str(tmp_path / "own.onnx")]) == 0
    capsys.readouterr()
    for checkpoint, out, said in (
        (own, tmp_path / "x.pt", "written as .onnx"),
        (own, tmp_path / "none" / "x.onnx", "there is no folder"),
        (tmp_path / "own.onnx", tmp_path / "x.onnx", "is an ONNX file already"),
        (tmp_path / "own.onnx", tmp_path / "own.onnx", "it is the file that is read"),
    ):
        assert main(["export-onnx", str(checkpoint), str(out)]) == 2
        error = capsys.readouterr().err
        assert said in error
        assert error.count("\n") == 1
    assert main(["committee", str(tmp_path / "own.onnx"), str(own), "--out", str(tmp_path / "c.safetensors")]) == 2
    assert "is an ONNX file, which stays one file" in capsys.readouterr().err
