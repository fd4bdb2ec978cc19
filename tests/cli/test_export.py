"""``sta-lstm export``: files of every kind, and what cannot be written."""

import importlib.util

import pytest

from sta_lstm.cli import main

needs_extra = pytest.mark.skipif(
    importlib.util.find_spec("matplotlib") is None or importlib.util.find_spec("av") is None,
    reason="matplotlib and PyAV are not installed: the extra [export]",
)


def call(folder, *words):
    given = ["export", f"{folder}/walk.npz", "--checkpoint", f"{folder}/tiny.safetensors", *words]
    return main([word.replace("{}", str(folder)) for word in given])


@pytest.mark.slow
@needs_extra
def test_every_kind_in_one_call(folder, tmp_path, capsys):
    kinds = {
        "html": ("a.html", b"<!doctype html>"),
        "filmstrip": ("b.pdf", b"%PDF"),
        "timeline": ("c.svg", b"<?xml"),
        "body-map": ("d.PNG", b"\x89PNG"),
        "heat-map": ("g.svg", b"<?xml"),
        "video": ("e.gif", b"GIF89a"),
        "png": ("f.png", b"\x89PNG"),
        "methods": ("h.txt", "The recording “".encode()),
    }
    (tmp_path / "c.svg").write_text("old")
    words = [word for option, (name, _) in kinds.items() for word in (f"--{option}", str(tmp_path / name))]
    assert call(folder, *words, "--frame", "3", "--width", "90") == 0
    for name, start in kinds.values():
        assert (tmp_path / name).read_bytes().startswith(start)
    assert len(list(tmp_path.iterdir())) == len(kinds)
    for name in ("c.svg", "g.svg"):
        assert f'width="{90 / 25.4 * 72:.3f}' in (tmp_path / name).read_text()
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [f"sta-lstm: wrote {tmp_path / name}" for name, _ in kinds.values()]


BAD = [
    ([], "name at least one file with --html, --filmstrip"),
    (["--filmstrip", "{}/a.docx"], "ends in .svg, .pdf, .png"),
    (["--video", "{}/a.avi"], "ends in .mp4, .gif"),
    (["--html", "{}/a"], "ends in .html"),
    (["--html", "{}/no/a.html"], "there is no folder"),
    (["--html", "{}/walk.npz"], "file that is read"),
    (["--filmstrip", "{}/a.svg", "--timeline", "{}/a.svg"], "the same name"),
    (["--html", "{}/a.html", "--frame", "2"], "--png, which is not asked for"),
    (["--frame", "two", "--png", "{}/a.png"], "two"),
    (["--filmstrip", "{}/a.svg", "--width", "20"], "80 to 400 mm wide"),
    (["--methods", "{}/a.docx"], "ends in .txt, .md"),
    pytest.param(["--png", "{}/a.png", "--frame", "30"], "has the frames 0 to 29", marks=needs_extra),
]


@pytest.mark.parametrize(("words", "says"), BAD)
def test_bad_input_is_one_line_and_status_two(folder, capsys, words, says):
    assert call(folder, *words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("sta-lstm: ")
    assert err.count("\n") == 1
    assert says in err
    assert not list(folder.glob("a.*"))


@pytest.mark.parametrize(("words", "package"), [(["--png", "{}/a.png"], "matplotlib"), (["--video", "{}/a.mp4"], "av")])
def test_a_missing_extra_says_what_to_install(folder, capsys, monkeypatch, words, package):
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == package else found(name))
    assert call(folder, *words) == 2
    err = capsys.readouterr().err
    assert package in err
    assert "pip install 'sta-lstm[export]'" in err
