"""The pages as Streamlit runs them, without a browser: what is shown for good files, and for bad ones."""

import io
import json
import os
import pickle
import zipfile

import driving
import numpy as np
import pytest
import torch
from driving import run, upload
from made import ntu_samples

from sta_lstm.formats import load_clip, save_clip
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.samples import resolve_checkpoint, resolve_clip, sample_checkpoints
from sta_lstm.skeletons import Clip, layout_named

CLIPS, CHECKPOINTS = "Clip-uploads", "Checkpoint-uploads"


@pytest.fixture
def app():
    return driving.opened()


@pytest.fixture(scope="module")
def visit():
    """A page that one visitor uses test after test; what was uploaded before stays away once another file comes."""
    return driving.opened()


def said(app):
    return " ".join(error.value.replace("\\", "") for error in app.error)


def test_it_opens_on_a_sample_and_names_the_right_class(app):
    assert not app.error
    assert app.title[0].value == "High five"
    assert app.get_by_key("Clip-choice").value == "sample:high-five.npz"
    assert app.get_by_key("Checkpoint-choice").value == "sample:demo-sta.safetensors"
    assert any("STA-LSTM" in caption.value for caption in app.sidebar.caption)
    assert any("CPU" in caption.value or "cuda" in caption.value for caption in app.sidebar.caption)


#: Sample clips that show an action of the demo, which the model names rightly.
NAMED = [path for path in ntu_samples() if not path.stem.startswith(("real-", "mistaken-"))]


@pytest.mark.parametrize("path", NAMED, ids=lambda path: path.stem)
def test_every_sample_clip_is_shown_and_named_rightly(visit, path):
    visit.get_by_key("Clip-choice").select(f"sample:{path.name}")
    run(visit)
    assert not visit.error
    assert visit.title[0].value.lower() == path.stem.replace("-", " ")
    assert any(caption.value.startswith(":green-badge[✓ correct]") for caption in visit.main.caption)


@pytest.mark.parametrize(
    ("clip", "title", "first", "second"),
    [
        ("bow", "Bow", ":green-badge[✓ correct] demo-sta · 92 % sure", "right on 98.9 % of 1,000 unseen planted clips"),
        ("mistaken-punch-right", "Nod", ":red-badge[✗ wrong: labelled “punch right”] demo-sta", "right on 98.9 %"),
        (
            "real-punch",
            "Clap? It never saw this kind of clip",
            ":gray-badge[? labelled “punch”, which is none of this model’s classes] "
            "demo-sta · 99 % by its own reckoning",
            ":orange-badge[⚠ never met a real person",
        ),
    ],
)
def test_under_the_title_stands_whether_it_is_right_and_how_far_to_trust_it(visit, clip, title, first, second):
    upload(visit, CLIPS)
    visit.get_by_key("Clip-choice").select(f"sample:{resolve_clip(clip).name}")
    visit.get_by_key("Checkpoint-choice").select("sample:demo-sta.safetensors")
    run(visit)
    said = [each.value.replace("\\", "") for each in visit.main.caption]
    assert visit.title[0].value == title
    assert said[0].startswith(first)
    assert said[1].startswith(second)


def test_lists_say_what_each_choice_is_and_what_fits_comes_first(visit):
    upload(visit, CLIPS)
    visit.get_by_key("Clip-choice").select("sample:sbu-15-push.npz")
    run(visit)
    checkpoints = visit.get_by_key("Checkpoint-choice").options
    assert [each.partition("-")[0] for each in checkpoints[:7]] == ["sbu"] * 6 + ["demo"]
    assert "sbu-sta · 2 persons, 15 joints · real people (sbu) · 89 %" in checkpoints
    visit.get_by_key("Checkpoint-choice").select("sample:sbu-sta.safetensors")
    run(visit)
    clips = visit.get_by_key("Clip-choice").options
    assert [each.partition(" ")[0] for each in clips[:3]] == ["sbu-15-push", "sbu-15-shake-hands", "bow"]
    assert "real-run · 1 person, 25 joints · real person · 1.5 s" in clips
    assert visit.title[0].value.startswith("Unsure")


def walk_for(checkpoint, path):
    """The content of a clip of the joints and the persons that ``checkpoint`` reads."""
    layout, persons = checkpoint.layout, checkpoint.config.n_persons
    rng = np.random.default_rng(0)
    positions = rng.normal(size=(1, persons, layout.n_joints, 3)) + rng.normal(scale=0.05, size=(30, 1, 1, 3)).cumsum(0)
    save_clip(Clip(positions, 30.0, layout, "y", np.ones((30, persons), bool), path.name), path)
    return path.read_bytes()


@pytest.mark.parametrize("path", sample_checkpoints(), ids=lambda path: path.stem)
def test_every_sample_checkpoint_is_shown(visit, path, tmp_path):
    checkpoint = load_checkpoint(path)
    upload(visit, CLIPS)
    visit.get_by_key("Clip-choice").select("sample:bow.npz")
    visit.get_by_key("Checkpoint-choice").select(f"sample:{path.name}")
    run(visit)
    if checkpoint.reads.takes(layout_named("ntu-25")):  # the layout of most sample clips
        assert not visit.error
    else:
        offer = next(each.value for each in visit.markdown if "does not fit" in each.value).replace("\\", "")
        assert f"{path.stem} reads {checkpoint.reads.persons} in the layout “{checkpoint.layout.title}”" in offer
        upload(visit, CLIPS, ("walk.npz", walk_for(checkpoint, tmp_path / "walk.npz")))
        assert not visit.error
    assert any(f"Model: {checkpoint.variant} ·" in caption.value for caption in visit.sidebar.caption)


@pytest.mark.real_data
def test_a_real_clip_that_the_checkpoint_has_not_seen_is_named(app, data_folder):
    app.get_by_key("Checkpoint-choice").select("sample:sbu-sta.safetensors")
    for action, name in (("01", "Approaching"), ("03", "Kicking"), ("06", "Hugging")):
        content = (data_folder / "sbu" / "s01s02" / action / "001" / "skeleton_pos.txt").read_bytes()
        upload(app, CLIPS, ("skeleton_pos.txt", content))
        assert not app.error
        assert app.title[0].value == name


def test_an_upload_is_chosen_at_once_and_can_be_left_again(app):
    content = resolve_clip("squat").read_bytes()
    upload(app, CLIPS, ("mine.csv", content))
    assert app.get_by_key("Clip-choice").value.startswith("upload:")
    assert app.title[0].value == "Squat"
    app.get_by_key("Clip-choice").select("sample:bow.npz")
    run(app)
    assert app.title[0].value == "Bow"


def test_a_checkpoint_can_be_uploaded(app):
    upload(app, CHECKPOINTS, ("mine.safetensors", resolve_checkpoint("demo-lstm").read_bytes()))
    assert not app.error
    assert any("Model: LSTM ·" in caption.value for caption in app.sidebar.caption)


def test_a_state_dict_can_be_uploaded_with_its_json(app):
    path = resolve_checkpoint("demo-lstm")
    content = path.read_bytes()
    header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])["__metadata__"]["sta_lstm"]
    weights = io.BytesIO()
    torch.save(load_checkpoint(path, device="cpu").network.state_dict(), weights)
    upload(app, CHECKPOINTS, ("mine.pt", weights.getvalue()), ("mine.json", header.encode()))
    assert not app.error
    assert any("Model: LSTM ·" in caption.value for caption in app.sidebar.caption)


def zipped():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "hello")
    return out.getvalue()


class Bomb:
    def __reduce__(self):
        return os.mkdir, ("opened-by-a-pickle",)


def nan_riddled():
    clip = load_clip(resolve_clip("squat"))
    rows = resolve_clip("squat").read_text().splitlines()
    at = next(i for i, row in enumerate(rows) if row.startswith(f"3,0,{clip.layout.joints[5]}"))
    return "\n".join([*rows[:at], f"3,0,{clip.layout.joints[5]},nan,0,0", *rows[at + 1 :]]).encode()


BAD_CLIPS = {
    "empty": ("empty.skeleton", b"", "empty"),
    "truncated": ("half.skeleton", resolve_clip("push").read_bytes()[:5000], "half.skeleton"),
    "binary": ("noise.skeleton", bytes(range(256)) * 40, "noise.skeleton"),
    "another kind": ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(500), "picture.png"),
    "a zip": ("clips.zip", zipped(), "clips.zip"),
    "a pickle": ("clip.npz", pickle.dumps(Bomb()), "clip.npz"),
    "NaN": ("nan.csv", nan_riddled(), "nan.csv"),
    "no bodies": ("nobody.skeleton", b"3\n0\n0\n0\n", "nobody.skeleton"),
    "wrong joint count": ("few.skeleton", b"1\n1\n1 0 1 1 1 1 0 0 0 2\n3\n" + b"0 0 0 0 0 0 0 0 0 0 0 2\n" * 3, "25"),
    "hostile name": ("<img src=x onerror=alert(1)>[a](b).csv", b"x", "<img src=x onerror=alert(1)>[a](b).csv"),
}


@pytest.mark.parametrize(("name", "content", "word"), BAD_CLIPS.values(), ids=BAD_CLIPS.keys())
def test_a_bad_clip_gets_a_sentence_and_the_app_goes_on(visit, name, content, word):
    visit.get_by_key("Checkpoint-choice").select("sample:demo-sta.safetensors")
    upload(visit, CLIPS, (name, content))
    assert len(visit.error) == 1
    assert word in said(visit)
    assert "Traceback" not in said(visit)
    assert "not foresee" not in said(visit)
    visit.get_by_key("Clip-choice").select("sample:bow.npz")
    run(visit)
    assert not visit.error
    assert visit.title[0].value == "Bow"


BAD_CHECKPOINTS = {
    "a pickle with code": ("evil.pt", pickle.dumps(Bomb()), "could run code|can run code"),
    "a zip": ("weights.zip", zipped(), "is a zip file"),
    "truncated": ("half.safetensors", resolve_checkpoint("demo-sta").read_bytes()[:9000], "cut off"),
    "empty": ("empty.safetensors", b"", "is empty"),
    "text": ("notes.txt", b"these are my notes", "it looks like text that begins"),
}


@pytest.mark.parametrize(("name", "content", "words"), BAD_CHECKPOINTS.values(), ids=BAD_CHECKPOINTS.keys())
def test_a_bad_checkpoint_gets_a_sentence_and_the_body_still_moves(visit, name, content, words):
    upload(visit, CLIPS)
    upload(visit, CHECKPOINTS, (name, content))
    assert len(visit.error) == 1
    assert any(word in said(visit) for word in words.split("|"))
    assert name in said(visit)
    assert any("without attention" in caption.value for caption in visit.caption)
    visit.get_by_key("Checkpoint-choice").select("sample:demo-sta.safetensors")
    run(visit)
    assert not visit.error


def test_a_clip_that_cannot_fit_says_why(app, tmp_path):
    sbu = layout_named("sbu-15")
    rng = np.random.default_rng(0)
    clip = Clip(rng.normal(size=(5, 3, 15, 3)), 15, sbu, "y", np.ones((5, 3), dtype=bool), "trio.npz")
    save_clip(clip, tmp_path / "trio.npz")
    upload(app, CLIPS, ("trio.npz", (tmp_path / "trio.npz").read_bytes()))
    assert not app.error
    markdown = " ".join(each.value for each in app.markdown).replace("\\", "")
    assert "reads 1 to 2 persons in the layout “NTU RGB+D" in markdown
    assert "the clip has 3 persons in “SBU" in markdown
    assert "Keep the 2 that act, or choose a checkpoint for more" in markdown
    assert any("without attention" in caption.value for caption in app.caption)


@pytest.mark.real_data
def test_a_real_ntu_file_is_shown(app, data_folder):
    name = "S001C003P008R002A058.skeleton"
    upload(app, CLIPS, (name, (data_folder / "ntu" / name).read_bytes()))
    assert not app.error
    assert any("70 frames · 30 fps · 2 persons" in caption.value.replace("\\", "") for caption in app.sidebar.caption)


def test_figures_that_repeat_the_lanes_are_drawn_when_they_are_opened(app):
    assert not app.get("plotly_chart")  # a first look waits for no library of charts
    assert len(driving.bars(app)) == 2
    driving.unfold(app)
    assert len(app.get("plotly_chart")) == 3
    assert any(caption.value.startswith("For high five") for caption in app.caption)


def test_what_is_chosen_on_one_page_is_what_the_others_open_on(app):
    app.get_by_key("Clip-choice").select("sample:bow.npz")
    app.get_by_key("Checkpoint-choice").select("sample:sbu-ta.safetensors")
    run(app)
    app.query_params.clear()  # as a browser does where another page is opened
    app.switch_page("app_pages/evidence.py")
    run(app)
    assert app.get_by_key("Clip-choice").value == "sample:bow.npz"
    assert app.get_by_key("Checkpoint-choice").value == "sample:sbu-ta.safetensors"
    app.query_params.clear()
    app.switch_page("app_pages/compare.py")
    run(app)
    assert app.get_by_key("Clip-choice").value == "sample:bow.npz"
    names = [key.removeprefix("sample:").partition(".")[0] for key in app.get_by_key("Checkpoints-choice").value]
    assert names[0] == "sbu-ta"
    assert len(names) == 3
    assert all(name.startswith("sbu-") for name in names)
    app.get_by_key("Clip-choice").select("sample:squat.csv")
    run(app)
    app.query_params.clear()
    app.switch_page("app_pages/inspect.py")
    run(app)
    assert app.get_by_key("Clip-choice").value == "sample:squat.csv"
    assert app.get_by_key("Checkpoint-choice").value == "sample:sbu-ta.safetensors"


def test_an_address_wins_over_what_was_chosen_elsewhere(app):
    app.get_by_key("Clip-choice").select("sample:bow.npz")
    run(app)
    app.query_params.clear()
    app.query_params["clip"] = "throw"
    app.switch_page("app_pages/evidence.py")
    run(app)
    assert app.get_by_key("Clip-choice").value == "sample:throw.npz"
