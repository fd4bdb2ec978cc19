"""The demo's command writes samples, checkpoints, cards and figures; here of a much smaller demo."""

import dataclasses
import json

import pytest

from sta_lstm.errors import SettingsError
from sta_lstm.formats import load_clip
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.samples import snapshot_epoch
from sta_lstm.training.demo import checkpoints, snapshots
from sta_lstm.training.demo.__main__ import main
from sta_lstm.training.demo.clips import LONG, MISTAKEN, OTHER_LAYOUTS, SAMPLES


@pytest.mark.slow
def test_the_command_writes_all_that_ships(tmp_path, monkeypatch, capsys):
    stage = dataclasses.replace(checkpoints.RECIPE.stages[0], epochs=1)
    features = dataclasses.replace(checkpoints.RECIPE.features, resample=16)
    monkeypatch.setattr(
        checkpoints, "RECIPE", dataclasses.replace(checkpoints.RECIPE, stages=(stage,), features=features)
    )
    graph = dataclasses.replace(checkpoints.GRAPH_RECIPE, features=features)
    graph = graph.changed({"stages": [{"epochs": 1}], "network.channels": 4, "network.n_blocks": 2})
    monkeypatch.setattr(checkpoints, "GRAPH_RECIPE", graph)
    grid = checkpoints.GRID_RECIPE.changed({"stages": [{"epochs": 1}], "network.hidden": 8, "features.resample": 16})
    monkeypatch.setattr(checkpoints, "GRID_RECIPE", grid)
    small = dataclasses.replace(snapshots.RECIPE, stages=(stage,), features=features)
    monkeypatch.setattr(snapshots, "RECIPE", small)
    monkeypatch.setattr(snapshots, "EPOCHS", (0, 1))
    monkeypatch.setattr(snapshots, "N_TRAIN", 32)
    monkeypatch.setattr(checkpoints, "N_TRAIN", 32)
    monkeypatch.setattr(checkpoints, "N_TEST", 20)
    results = tmp_path / "results.json"
    arguments = [
        *("--out", str(tmp_path), "--seeds", "2", "--variants", "sta", "lstm", "stgcn", "grid"),
        *("--device", "cpu", "--results", str(results), "--keep", str(tmp_path / "kept")),
    ]
    main(arguments)
    assert len(list((tmp_path / "clips").iterdir())) == len(SAMPLES) + len(OTHER_LAYOUTS) + 2
    assert [path.name for path in (tmp_path / "labels").iterdir()] == [f"{LONG}.csv"]
    (mistaken,) = (tmp_path / "clips").glob(f"{MISTAKEN}-*")
    assert "The model errs here" in load_clip(mistaken).notes[-1]
    for path in (tmp_path / "clips").iterdir():
        assert load_clip(path).label is not None or path.suffix == ".skeleton" or path.stem == LONG
    written = json.loads(results.read_text())
    for variant in ("sta", "lstm"):
        checkpoint = load_checkpoint(tmp_path / "checkpoints" / f"demo-{variant}.safetensors", device="cpu")
        assert checkpoint.class_names == checkpoints.CLASS_NAMES
        assert checkpoint.training["recipe"]["name"] == "demo"
        assert checkpoint.accuracy["this_checkpoint"] == written[variant]["accuracy_per_seed"][0]
        assert (tmp_path / "checkpoints" / f"demo-{variant}.md").read_text().startswith(f"# demo-{variant}\n")
    graph = load_checkpoint(tmp_path / "checkpoints" / "demo-stgcn.safetensors", device="cpu")
    assert (graph.name, graph.variant) == ("demo-stgcn", "ST-GCN")
    assert graph.config.bones == graph.layout.bone_indices  # which come from the data, and from no recipe
    assert graph.layout.joints[graph.config.root] == graph.layout.root
    grid = load_checkpoint(tmp_path / "checkpoints" / "demo-grid.safetensors", device="cpu")
    assert grid.training["layouts"] == ["ntu-25", "kinect-20"]  # 32 clips are two rounds of the actions
    assert {"in_sbu-15, never trained on", "in_kinect-20", "in_coco-17, never trained on"} < set(grid.accuracy)
    assert "demo-sta seed 1 epoch 1/1" in capsys.readouterr().out
    committee = load_checkpoint(tmp_path / "checkpoints" / "demo-sta-committee.safetensors", device="cpu")
    assert len(committee.members) == 2
    assert not (tmp_path / "checkpoints" / "demo-lstm-committee.safetensors").exists()
    _trains_nothing_that_is_kept(arguments, tmp_path, monkeypatch)
    run = tmp_path / "checkpoints" / snapshots.NAME
    written = [load_checkpoint(path, device="cpu") for path in sorted((run / "epochs").iterdir())]
    assert [snapshot_epoch(path) for path in sorted((run / "epochs").iterdir())] == [0, 1]
    assert [snapshot.training["epoch"] for snapshot in written] == [0, 1]
    assert "## Snapshots" in (run / "demo-small-sta.md").read_text()


def _trains_nothing_that_is_kept(arguments, folder, monkeypatch):
    """The second call finds both seeds of both variants; a recipe that they were not trained by is refused."""
    before = (folder / "checkpoints" / "demo-sta.safetensors").read_bytes()
    monkeypatch.setattr(checkpoints, "train_network", None)
    monkeypatch.setattr(snapshots, "write_snapshots", lambda *args, **values: None)
    main(arguments)
    assert (folder / "checkpoints" / "demo-sta.safetensors").read_bytes() == before
    monkeypatch.setattr(checkpoints, "RECIPE", checkpoints.RECIPE.changed({"optimiser.learning_rate": 0.001}))
    with pytest.raises(SettingsError, match="was trained by another recipe"):
        main(arguments)
