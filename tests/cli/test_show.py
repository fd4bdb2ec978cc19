"""`sta-lstm show`: a map that any program computed goes onto the body, with a checkpoint's attention or without."""

import json
import re

import numpy as np
import pytest

from sta_lstm import load_clip
from sta_lstm.cli.main import main
from sta_lstm.samples import resolve_clip


@pytest.fixture(scope="module")
def cam(tmp_path_factory):
    """A file of two maps and a curve for the sample ``squat``."""
    clip = load_clip(resolve_clip("squat"))
    shape = (clip.n_frames, clip.n_persons, clip.n_joints)
    rng = np.random.default_rng(0)
    path = tmp_path_factory.mktemp("maps") / "cam.npz"
    np.savez(path, cam=rng.random(shape), drop=rng.normal(size=shape), speed=rng.random(clip.n_frames))
    return path


def payload_of(page):
    text = page.read_text(encoding="utf-8")
    return json.loads(re.search(r'<script type="application/json" id="payload">(.*?)</script>', text)[1])


def test_a_map_alone_needs_no_model(cam, tmp_path, capsys):
    page = tmp_path / "out.html"
    assert main(["show", "squat", "--map", f"{cam}:cam", "--made-by", "my network", "--html", str(page)]) == 0
    assert capsys.readouterr().err == f"sta-lstm: wrote {page}\n"
    (pane,) = payload_of(page)["panes"]
    assert [each["name"] for each in pane["maps"]] == ["cam"]
    assert pane["answer"] is None
    assert "my network" in json.dumps(pane["provenance"])


def test_maps_and_curves_stand_behind_those_of_a_checkpoint(cam, tmp_path):
    page = tmp_path / "out.html"
    maps = ("--map", f"{cam}:cam", "--map", f"{cam}:drop", "--curve", f"{cam}:speed")
    assert main(["show", "squat", "--checkpoint", "demo-sta", *maps, "--html", str(page)]) == 0
    (pane,) = payload_of(page)["panes"]
    assert [each["name"] for each in pane["maps"]] == ["alpha", "cam", "drop"]
    assert [each["signed"] for each in pane["maps"]] == [False, False, True]
    assert [each["name"] for each in pane["curves"]] == ["beta", "speed"]


def test_the_page_is_called_as_the_clip(cam, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["show", "squat", "--map", f"{cam}:cam"]) == 0
    assert (tmp_path / "squat.html").stat().st_size > 100_000


def test_export_takes_maps_too(cam, tmp_path):
    page = tmp_path / "out.html"
    assert main(["export", "squat", "--checkpoint", "demo-sta", "--map", f"{cam}:drop", "--html", str(page)]) == 0
    assert [each["name"] for each in payload_of(page)["panes"][0]["maps"]] == ["alpha", "drop"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "nothing to show on the body: give a map with --map FILE"),
        (("--map", "{cam}"), "holds several arrays of"),
        (("--map", "{cam}:other"), "has no array 'other'"),
        (("--map", "none.npz"), "there is no file 'none.npz'"),
        (("--map", "none.npz:a:b"), "there is no file 'none.npz'"),
        (("--map", "{cam}:cam", "--map", "{cam}:cam"), "two maps have one name"),
        (("--map", "{cam}:cam", "--html", "out.txt"), "choose a name that ends in .html"),
        (("--map", "{cam}:cam", "--curve", "{cam}:drop"), "expected an array of"),
    ],
)
def test_what_cannot_be_shown_is_one_sentence(cam, arguments, sentence, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["show", "squat", *(each.format(cam=cam) for each in arguments)]) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_not_there_is_named_though_the_page_is_there_already(cam, tmp_path, capsys):
    page = tmp_path / "out.html"
    page.write_text("older")
    assert main(["show", "squat", "--map", "none.npz", "--html", str(page)]) == 2
    assert "there is no file 'none.npz'" in capsys.readouterr().err
    assert page.read_text() == "older"


def test_an_array_may_have_a_colon_in_its_name(cam, tmp_path):
    clip = load_clip(resolve_clip("squat"))
    np.savez(tmp_path / "odd.npz", **{"a:b": np.ones((clip.n_frames, clip.n_persons, clip.n_joints)), "c": np.ones(3)})
    page = tmp_path / "out.html"
    assert main(["show", "squat", "--map", f"{tmp_path}/odd.npz:a:b", "--html", str(page)]) == 0
    assert [each["name"] for each in payload_of(page)["panes"][0]["maps"]] == ["a:b"]


def test_an_explained_clip_is_shown_with_its_own_joints_and_rows(tmp_path):
    clip, page, explained = load_clip(resolve_clip("squat")), tmp_path / "out.html", tmp_path / "explained.npz"
    alpha = np.full((10, 1, clip.n_joints), 1 / clip.n_joints)
    joints = clip.layout.joints[::-1]
    np.savez(explained, alpha=alpha, joints=joints, probabilities=[0.75, 0.25], class_names=["squat", "sit"])
    assert main(["show", "squat", str(explained), "--made-by", "my GCN", "--html", str(page)]) == 0
    (pane,) = payload_of(page)["panes"]
    assert [each["name"] for each in pane["maps"]] == ["alpha"]
    assert pane["answer"]["classes"][pane["answer"]["predicted"]] == "squat"
    assert "my GCN" in json.dumps(pane["provenance"])


def test_two_answers_to_one_clip_are_refused(tmp_path, capsys):
    assert main(["show", "squat", str(tmp_path / "explained.npz"), "--checkpoint", "demo-sta"]) == 2
    assert "two answers to one clip; give one of the two" in capsys.readouterr().err
