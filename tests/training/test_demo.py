"""The demo's command writes samples, checkpoints, cards and figures; here of a much smaller demo."""

import dataclasses
import json

from sta_lstm.formats import load_clip
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.samples import snapshot_epoch
from sta_lstm.training import demo, demo_snapshots


def test_the_command_writes_all_that_ships(tmp_path, monkeypatch, capsys):
    stage = dataclasses.replace(demo.RECIPE.stages[0], epochs=1)
    features = dataclasses.replace(demo.RECIPE.features, resample=16)
    monkeypatch.setattr(demo, "RECIPE", dataclasses.replace(demo.RECIPE, stages=(stage,), features=features))
    small = dataclasses.replace(demo_snapshots.RECIPE, stages=(stage,), features=features)
    monkeypatch.setattr(demo_snapshots, "RECIPE", small)
    monkeypatch.setattr(demo_snapshots, "EPOCHS", (0, 1))
    monkeypatch.setattr(demo_snapshots, "N_TRAIN", 32)
    monkeypatch.setattr(demo, "N_TRAIN", 32)
    monkeypatch.setattr(demo, "N_TEST", 20)
    results = tmp_path / "results.json"
    demo.main(
        [
            *("--out", str(tmp_path), "--seeds", "2", "--variants", "sta", "lstm"),
            *("--device", "cpu", "--results", str(results)),
        ]
    )
    assert len(list((tmp_path / "clips").iterdir())) == len(demo.SAMPLES)
    for path in (tmp_path / "clips").iterdir():
        assert load_clip(path).label is not None or path.suffix == ".skeleton"
    written = json.loads(results.read_text())
    for variant in ("sta", "lstm"):
        checkpoint = load_checkpoint(tmp_path / "checkpoints" / f"demo-{variant}.safetensors", device="cpu")
        assert checkpoint.class_names == demo.CLASS_NAMES
        assert checkpoint.training["recipe"]["name"] == "demo"
        assert checkpoint.accuracy["this_checkpoint"] == written[variant]["accuracy_per_seed"][0]
        assert (tmp_path / "checkpoints" / f"demo-{variant}.md").read_text().startswith(f"# demo-{variant}\n")
    assert "demo-sta seed 1 epoch 1/1" in capsys.readouterr().out
    run = tmp_path / "checkpoints" / demo_snapshots.NAME
    snapshots = [load_checkpoint(path, device="cpu") for path in sorted((run / "epochs").iterdir())]
    assert [snapshot_epoch(path) for path in sorted((run / "epochs").iterdir())] == [0, 1]
    assert [snapshot.training["epoch"] for snapshot in snapshots] == [0, 1]
    assert "## Snapshots" in (run / "demo-small-sta.md").read_text()
