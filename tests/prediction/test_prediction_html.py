"""A prediction that shows itself: one page of HTML, on disk and in a notebook."""

import html
import re

import pytest
from made import CLASSES, made_prediction, small_clip

from sta_lstm.errors import SettingsError
from sta_lstm.prediction.answer import answer_title

EVIL = '"><img src=x onerror=alert(1)>'


def predicted(class_names=CLASSES, name="walk.skeleton"):
    """100 frames of one person with 25 joints."""
    clip = small_clip(100, name=name)
    return made_prediction(clip, class_names=class_names, keyframes=(40, 70), checkpoint="demo-sta")


def test_a_page_of_100_frames_is_under_300_kb_and_the_same_each_time():
    names = [f"class {i}" for i in range(18)]
    page = predicted(names).to_html()
    assert len(page.encode()) < 300_000
    assert predicted(names).to_html() == page


def test_the_file_holds_what_is_returned(tmp_path):
    path = tmp_path / "out.html"
    path.write_text("old")
    page = predicted().to_html(path, title="My title")
    assert path.read_text(encoding="utf-8") == page
    assert "<title>My title</title>" in page
    assert list(tmp_path.iterdir()) == [path]


def test_the_title_names_clip_checkpoint_and_class():
    prediction = predicted()
    assert f"<title>{answer_title(prediction)} · walk.skeleton · demo-sta</title>" in prediction.to_html()


@pytest.mark.parametrize(
    ("place", "says"), [(0, "✓ correct"), (1, f"✗ wrong: labelled “{CLASSES[0]}”")], ids=["right", "wrong"]
)
def test_title_and_heading_say_whether_the_answer_is_right(place, says):
    clip = small_clip(10, label=CLASSES[0])
    prediction = made_prediction(clip, logits=[5.0 * (c == place) for c in range(len(CLASSES))])
    told, page = f"{answer_title(prediction)} · {says} · {clip.name}", prediction.to_html()
    assert f"<title>{told}" in page
    assert f"<h1>{told}" in page


def test_names_are_only_text():
    page = predicted([EVIL, "b", "c"], name=EVIL).to_html()
    assert "<img" not in page


@pytest.mark.parametrize(("place", "says"), [("no/out.html", "there is no folder"), ("", "it is a folder")])
def test_a_place_that_cannot_be_written_is_named(tmp_path, place, says):
    with pytest.raises(SettingsError, match=says):
        predicted().to_html(tmp_path / place)


def test_a_notebook_gets_a_frame_that_may_run_scripts_and_nothing_else():
    shown = predicted(name=EVIL)._repr_html_()
    (sandbox,) = re.findall(r'sandbox="([^"]*)"', shown)
    assert sandbox == "allow-scripts"
    (page,) = re.findall(r'srcdoc="([^"]*)"', shown)
    assert html.unescape(page) == predicted(name=EVIL).to_html()
    assert shown.count("<") == 2  # the frame begins and ends
