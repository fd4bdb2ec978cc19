"""What was uploaded stays with its visitor from page to page, until they take it away or go; nobody else sees it."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sta_lstm.samples import resolve_checkpoint, resolve_clip
from sta_lstm.ui.session import uploads as shelf

APP = str(Path(__file__).parents[3] / "app.py")
CLIPS, CHECKPOINTS = "Clip-uploads", "Checkpoint-uploads"
SQUAT, BOW = (resolve_clip(name).read_bytes() for name in ("squat", "bow"))
MODEL = resolve_checkpoint("demo-sa").read_bytes()


def run(app):
    app.run()
    assert not app.exception, app.exception[0].value
    return app


def opened(page="inspect"):
    return to(AppTest.from_file(APP, default_timeout=240), page)


def to(app, page):
    app.switch_page(f"app_pages/{page}.py")
    return run(app)


def upload(app, key, *files):
    app.get_by_key(key).set_value([(name, content, "application/octet-stream") for name, content in files])
    return run(app)


def offered(app, key):
    """The uploads in a list, and whether one of them is chosen."""
    field = app.get_by_key(key)
    chosen = field.value if isinstance(field.value, list) else [field.value]
    uploads = [option.removeprefix("Yours · ") for option in field.options if option.startswith("Yours")]
    return uploads, any(one.startswith("upload:") for one in chosen)


def take_away(app, name):
    (button,) = [one for one in app.button if one.label.replace("\\", "") == name]
    button.click()
    return run(app)


def test_an_upload_is_there_on_every_page_and_on_the_way_back():
    app = upload(upload(opened(), CLIPS, ("mine.csv", SQUAT)), CHECKPOINTS, ("own.safetensors", MODEL))
    for page, model in (
        ("compare", "Checkpoints-choice"),
        ("inspect", "Checkpoint-choice"),
        ("clips", "Checkpoint-choice"),
    ):
        to(app, page)
        assert offered(app, "Clip-choice") == (["mine.csv"], True)
        assert offered(app, model) == (["own.safetensors"], True)
        assert not app.error
    assert offered(app, "Second clip-choice") == (["mine.csv"], False)  # the first is compared with another


def test_what_is_taken_away_is_gone_from_every_page():
    app = to(upload(opened(), CLIPS, ("mine.csv", SQUAT), ("other.npz", BOW)), "compare")
    take_away(app, "other.npz")
    assert offered(app, "Clip-choice") == (["mine.csv"], False)
    take_away(app, "mine.csv")
    assert offered(app, "Clip-choice") == ([], False)
    assert offered(to(app, "inspect"), "Clip-choice") == ([], False)
    assert not [one for one in app.expander if "Uploaded before" in one.label]


def test_a_file_taken_out_of_its_field_is_gone_while_those_of_other_pages_stay():
    app = to(upload(opened(), CLIPS, ("first.csv", SQUAT)), "compare")
    upload(app, CLIPS, ("second.npz", BOW))
    assert offered(app, "Clip-choice") == (["second.npz", "first.csv"], True)
    upload(app, CLIPS)
    assert offered(app, "Clip-choice") == (["first.csv"], False)


@pytest.mark.slow
def test_the_checkpoints_that_were_compared_are_compared_again():
    app = upload(opened("compare"), CHECKPOINTS, ("own.safetensors", MODEL))
    before = app.get_by_key("Checkpoints-choice").value
    assert offered(app, "Checkpoints-choice") == (["own.safetensors"], True)
    to(to(app, "inspect"), "compare")
    assert app.get_by_key("Checkpoints-choice").value == before


def test_nobody_sees_what_another_uploaded():
    upload(opened(), CLIPS, ("mine.csv", SQUAT))
    assert offered(opened(), "Clip-choice") == ([], False)


@pytest.mark.parametrize(("count", "left"), [(2, ["c", "b"]), (9, list("cba"))])
def test_the_newest_are_kept(monkeypatch, count, left):
    monkeypatch.setattr(shelf, "MAX_UPLOADS", count)
    app = upload(opened(), CLIPS, *((f"{letter}.csv", SQUAT) for letter in "abc"))
    assert offered(app, "Clip-choice")[0] == [f"{letter}.csv" for letter in left]
    assert offered(to(app, "compare"), "Clip-choice")[0] == [f"{letter}.csv" for letter in left]


def test_every_field_says_when_its_files_are_gone():
    app = opened()
    assert all(shelf.HELP_ON_KEEPING in app.get_by_key(key).help for key in (CLIPS, CHECKPOINTS))
    app = to(upload(app, CLIPS, ("mine.csv", SQUAT)), "compare")
    assert any("two minutes after you close the page" in one.value for one in app.caption)


def test_a_field_takes_no_more_than_its_server_does(monkeypatch):
    monkeypatch.setattr(shelf.st, "get_option", {"server.maxUploadSize": 32}.__getitem__)
    assert (shelf.most_megabytes(128), shelf.most_megabytes(8)) == (32, 8)


def test_an_upload_whose_run_was_cut_short_is_still_the_one_to_show():
    def script():
        import streamlit as st

        from sta_lstm.ui.session.uploads import seen, upload_field

        files, is_new = upload_field("Clip", "files", "help")
        st.text(f"{len(files)} {is_new}")
        if st.session_state.get("goes-on", True) and is_new:
            seen("Clip")

    app = AppTest.from_function(script, default_timeout=60)
    app.session_state["goes-on"] = False
    app.run().get_by_key(CLIPS).set_value([("a.npz", b"a", "application/octet-stream")])
    assert [app.run().text[0].value, app.run().text[0].value] == ["1 True", "1 True"]
    app.session_state["goes-on"] = True
    assert [app.run().text[0].value, app.run().text[0].value] == ["1 True", "1 False"]
