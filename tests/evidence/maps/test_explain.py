"""Maps by name: each stands beside α, with values where somebody was read, or is refused in a sentence."""

import importlib.util

import numpy as np
import pytest
from made import small_clip, tiny_checkpoint

import sta_lstm
from sta_lstm.errors import MismatchError, SettingsError
from sta_lstm.evidence.maps import KINDS
from sta_lstm.evidence.maps.explain import _MAKERS, explain
from sta_lstm.evidence.maps.needs import known_maps, unmet, why_not
from sta_lstm.evidence.removal.fills import mean_pose
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.model.features import FeatureRecipe
from sta_lstm.model.joining import joined
from sta_lstm.model.onnx.write import to_onnx
from sta_lstm.player.payload import player_payload
from sta_lstm.prediction.files import prediction_bytes
from sta_lstm.prediction.predict import predict
from sta_lstm.prediction.windows import in_windows

PRESENT = np.ones((24, 3), bool)
PRESENT[:, 0] = False  # never comes
PRESENT[3:8, 2] = False
PRESENT[20:] = False
CLIP = small_clip(present=PRESENT)
NAMES = tuple(name for name, row in KINDS.items() if "layer" not in row.needs)  # a committee of STA-LSTM has none


def checkpoint_of(variant="sta", *, seed=0, **more):
    return tiny_checkpoint(variant, recipe=FeatureRecipe(velocities=True, **more), seed=seed)


def committee_of(**more):
    return joined([checkpoint_of(seed=seed, **more) for seed in range(2)], "two")


def values_of(result, name):
    return next(each.values for each in (*result.maps, *result.curves) if each.name == name)


def test_the_table_has_a_maker_for_every_row():
    assert list(_MAKERS) == list(KINDS)
    assert all(row.name == name and row.what.endswith(".") for name, row in KINDS.items())


@pytest.mark.parametrize("resample", [None, 15, 40])
def test_every_map_stands_behind_attention_with_values_where_somebody_was_read(resample):
    checkpoint = committee_of(resample=resample)
    plain, result = predict(checkpoint, CLIP), explain(checkpoint, CLIP, NAMES)
    assert [each.name for each in result.maps] == ["alpha", *(n for n in NAMES if not KINDS[n].is_curve)]
    assert [each.name for each in result.curves] == ["beta", *(n for n in NAMES if KINDS[n].is_curve)]
    assert np.array_equal(result.alpha, plain.alpha)
    assert np.array_equal(result.logits, plain.logits)
    assert result.keyframes == plain.keyframes
    for name in set(NAMES) - {"contributions", "alpha-mean"}:
        there = result.read.any(1) if KINDS[name].is_curve else np.repeat(result.read[..., None], 25, axis=2)
        assert np.array_equal(np.isfinite(values_of(result, name)), there), name


def test_what_shows_and_saves_predictions_takes_them_all():
    result = explain(committee_of(), CLIP, NAMES)
    (pane,) = player_payload([result])["panes"]
    assert [each["name"] for each in pane["maps"]] == [each.name for each in result.maps]
    for suffix in (".npz", ".csv", ".parquet", ".json"):
        assert prediction_bytes(result, suffix)


def test_no_name_at_all_is_a_prediction():
    assert len(explain(checkpoint_of(), CLIP, []).maps) == 1


def test_another_class_and_another_fill_have_names_of_their_own_that_an_address_carries():
    checkpoint = tiny_checkpoint(class_names=("wave", "take off a shoe, slowly", "bow"))
    names = [
        explain(checkpoint, CLIP, ["ablation-limb", "random"], **more).maps[1].name
        for more in (
            {},
            {"class_name": "wave"},
            {"class_name": "take off a shoe, slowly"},
            {"class_name": "wave", "versus": "bow"},
            {"fill": "interpolation"},
        )
    ]
    assert names[:2] == ["ablation-limb", "ablation-limb.wave"]
    assert names[3:] == ["ablation-limb.wave-not-bow", "ablation-limb.interpolation"]
    assert len(set(names)) == len(names)
    assert all(len(name) <= 40 and set(name) <= set("abcdefghijklmnopqrstuvwxyz-.0123456789") for name in names)
    titled = explain(checkpoint, CLIP, ["ablation-limb"], class_name="wave", versus="bow", fill="interpolation").maps[1]
    assert titled.title == (
        "without the part of the body: drop of the score of 'wave' above that of 'bow' (fill: interpolation)"
    )


def test_a_fill_may_be_a_function():
    ours, theirs = (
        explain(checkpoint_of(), CLIP, ["ablation-joint"], fill=fill).maps[1] for fill in ("mean pose", mean_pose)
    )
    assert np.array_equal(ours.values, theirs.values, equal_nan=True)
    assert theirs.name != ours.name


@pytest.mark.parametrize(
    ("names", "more", "sentence"),
    [
        (["alpha-beto"], {}, "no map 'alpha-beto' to explain with; there are: alpha-beta, alpha-displacement"),
        ("alpha-beta", {}, "names of maps are a list"),
        (["random", "random"], {}, "the map 'random' is asked for twice"),
        (["ablation-limb"], {"class_name": "sneeze"}, "no class 'sneeze'; its classes: wave, kick, bow"),
        (["ablation-limb"], {"class_name": "bow", "versus": "nod"}, "no class 'nod'"),
        (["contributions"], {"class_name": "bow", "versus": "bow"}, "needs two classes, and 'bow' is both"),
        (["ablation-limb"], {"fill": "zeros"}, "no fill 'zeros'; expected one of mean pose, interpolation"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(names, more, sentence):
    with pytest.raises(SettingsError, match=sentence):
        explain(checkpoint_of(), CLIP, names, **more)


def test_why_the_answer_and_not_the_answer_is_refused():
    checkpoint = checkpoint_of()
    label = predict(checkpoint, CLIP).label
    with pytest.raises(SettingsError, match=f"'{label}' is the answer to this clip; name another class"):
        explain(checkpoint, CLIP, ["contributions"], versus=label)


@pytest.mark.parametrize(
    ("variant", "refused"),
    [("sta", ()), ("sa", ()), ("ta", ("alpha-displacement",)), ("lstm", ("alpha-displacement", "alpha-beta"))],
)
def test_maps_of_attention_need_a_checkpoint_that_learned_it(variant, refused):
    checkpoint = checkpoint_of(variant)
    for name in ("alpha-beta", "alpha-displacement", "ablation-limb"):
        if name in refused:
            with pytest.raises(SettingsError, match=rf"{name}: checkpoint 'tiny' \({checkpoint.variant}\) learned no"):
                explain(checkpoint, CLIP, [name])
        else:
            assert explain(checkpoint, CLIP, [name]).maps[1].name == name


def test_a_clip_of_one_frame_has_nothing_to_be_held_still_at():
    clip = small_clip(1)
    for name, row in KINDS.items():
        if "two frames" in row.needs:
            with pytest.raises(SettingsError, match=f"{name}: clip 'clip' shows a body in one frame alone"):
                explain(checkpoint_of(), clip, [name])
        elif name in NAMES:
            explain(committee_of(), clip, [name])


def test_captum_missing_is_said_with_what_to_install(monkeypatch):
    found = importlib.util.find_spec
    monkeypatch.setattr(
        "sta_lstm.evidence.maps.needs.find_spec", lambda name: None if name == "captum" else found(name)
    )
    for name in ("gradient-input", "integrated-gradients"):
        with pytest.raises(SettingsError, match=rf"{name}: captum is not installed: pip install 'sta-lstm\[explain\]'"):
            explain(checkpoint_of(), CLIP, [name])
    assert explain(checkpoint_of(), CLIP, ["alpha-beta", "ablation-limb"])


def test_an_onnx_file_is_explained_by_what_is_held_still_and_not_by_gradients(tmp_path):
    one = checkpoint_of()
    opened = load_checkpoint(to_onnx(one, tmp_path / "tiny.onnx"))
    for name in ("ablation-joint", "ablation-limb-window", "contributions", "alpha-beta"):
        ours, theirs = (
            (*explained.maps, *explained.curves)
            for explained in (explain(each, CLIP, [name]) for each in (one, opened))
        )
        for a, b in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(b.values, a.values, atol=1e-5, err_msg=a.name)
    for name in ("gradient-input", "integrated-gradients", "grad-cam"):
        with pytest.raises(
            SettingsError, match=rf"{name}: checkpoint 'tiny' \(STA-LSTM\) is an ONNX file, through which"
        ):
            explain(opened, CLIP, [name])


def test_a_clip_that_does_not_fit_is_refused():
    with pytest.raises(MismatchError):
        explain(tiny_checkpoint(n_persons=1), CLIP, ["alpha-beta"])


def test_it_is_public():
    assert sta_lstm.explain is explain


def test_of_a_recording_without_one_answer_there_is_no_map_about_the_score_of_a_class():
    checkpoint, clip = tiny_checkpoint(), small_clip(120, fps=10.0)
    long = in_windows(checkpoint, predict(checkpoint, clip))
    assert long.windows is not None
    known = known_maps(checkpoint, long)
    assert {"alpha-beta", "motion-energy"} <= {kind.name for kind in known}
    assert not [kind.name for kind in known if kind.of_class]
    assert "no answer to all of it" in why_not(KINDS["ablation-joint"], unmet(checkpoint, long))
