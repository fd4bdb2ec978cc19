"""Clips of several layouts train one network, and what it learns of is told."""

import numpy as np
import pytest
import torch
from made import small_clip

from sta_lstm.datasets import Dataset, Fold, LabelledClip
from sta_lstm.errors import SettingsError
from sta_lstm.model.features import FeatureRecipe, clip_features
from sta_lstm.model.networks.grid import Grid
from sta_lstm.prediction.predict import predict
from sta_lstm.skeletons import layout_named
from sta_lstm.skeletons.layouts import KINECT_20, NTU_25, SBU_15
from sta_lstm.training.augment import NONE
from sta_lstm.training.examples import examples
from sta_lstm.training.processes import Processes
from sta_lstm.training.recipe import load_recipe, recipe_from_table
from sta_lstm.training.train import train

LAYOUTS = (SBU_15, KINECT_20, NTU_25)
RECIPE = recipe_from_table(
    {
        "network": {"architecture": "grid", "hidden": 8, "n_heads": 2},
        "features": {"centre": "trunk", "view": "facing", "velocities": True},
        "objective": {"lambda_forecast": 1.0},
        "augmentation": {"mirror": 0.5, "noise_m": 0.01, "drop_joints": 0.1},
        "stages": [{"epochs": 2}],
        "batches": {"size": 4},
    },
    "mine",
)


def clips_of(layouts, n=12):
    return [
        small_clip(10 + i, 1 + i % 2, layouts[i % len(layouts)], name=f"c{i}", label="ab"[i % 2], seed=i)
        for i in range(n)
    ]


def dataset_of(layouts):
    clips = tuple(LabelledClip.of(clip, clip.label, None, clip.name) for clip in clips_of(layouts))
    return Dataset("made", clips, ("a", "b"))


def test_in_a_batch_of_several_layouts_each_clip_is_read_as_it_is_alone():
    clips = clips_of(LAYOUTS, 6)
    data = examples(clips, [clip.label for clip in clips], ("a", "b"), RECIPE.features, any_layout=True)
    assert data.layouts == (NTU_25, SBU_15, KINECT_20)
    config = RECIPE.config("grid", n_persons=2, layout=data.layout, n_classes=2)
    torch.manual_seed(0)
    network = Grid(config).eval()
    x, mask, lengths, _ = data.batch(torch.arange(6), NONE, torch.Generator())
    together = network(x, mask, lengths)
    for row, clip in enumerate(clips):
        own = RECIPE.config("grid", n_persons=2, layout=clip.layout, n_classes=2)
        read = clip_features(clip, RECIPE.features, n_persons=2)
        alone = network.of_layout(own)(read.x[None], read.mask[None])
        torch.testing.assert_close(together.logits[row], alone.logits[0], atol=1e-5, rtol=1e-4)
        assert int(mask[row].any(0).sum()) == clip.n_joints * clip.n_shown


def test_one_network_is_trained_on_all_and_says_on_which(tmp_path):
    dataset, fold = dataset_of(LAYOUTS), Fold("1", tuple(range(8)), tuple(range(8, 12)))
    made = train(RECIPE, dataset, fold, out=tmp_path, keep_every=1, processes=Processes("cpu"), progress=False)
    assert made.layout == NTU_25
    assert made.training["layouts"] == ["ntu-25", "sbu-15", "kinect-20"]
    assert len(list((tmp_path / "epochs").iterdir())) == 3
    for layout in (*LAYOUTS, layout_named("coco-17")):
        found = predict(made, small_clip(9, 2, layout))
        told = any("never trained on these" in said for said in found.provenance.unlike)
        assert told == (layout.name == "coco-17")
    assert "any joints of a body (ntu-25)" in (tmp_path / f"{made.name}.md").read_text()
    log = (tmp_path / "log.jsonl").read_text()
    assert '"forecast_penalty"' in log


def test_a_network_of_one_layout_says_so_too():
    made = train(RECIPE, dataset_of((SBU_15,)), range(12), processes=Processes("cpu"), progress=False)
    assert (made.layout, made.training["layouts"]) == (SBU_15, ["sbu-15"])


def test_networks_of_one_layout_and_roots_in_several_places_are_refused():
    with pytest.raises(SettingsError, match="clips differ in layout"):
        train(load_recipe("demo-small"), dataset_of(LAYOUTS), range(12), processes=Processes("cpu"), progress=False)
    rooted = RECIPE.changed({"features.centre": "person"})
    with pytest.raises(SettingsError, match=r"no root in common\. Centre them on the trunk"):
        train(rooted, dataset_of(LAYOUTS), range(12), processes=Processes("cpu"), progress=False)


def test_the_middle_of_the_trunk_is_the_same_place_in_every_layout():
    clip = small_clip(5, 1, NTU_25, seed=1)
    read = clip_features(clip, FeatureRecipe(centre="trunk"), n_persons=1)
    trunk = [NTU_25.index(f"{side} {part}") for side in ("left", "right") for part in ("hip", "shoulder")]
    np.testing.assert_allclose(read.x.numpy()[:, trunk].mean(1), 0, atol=1e-6)
