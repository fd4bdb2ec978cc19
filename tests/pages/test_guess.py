"""Guess first: what a visitor who wants to guess can read, and what they are told once they ask."""

import re
from dataclasses import replace
from functools import cache

import driving
import pytest
from driving import run
from made import leaning

from sta_lstm.formats import load_clip
from sta_lstm.formats.arrays.npz import write_npz
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.samples import resolve_checkpoint, resolve_clip


@pytest.fixture(scope="module")
def app():
    """One visitor, who comes by an address that asks to guess; each test leaves the answer shown or hidden."""
    return driving.opened(clip="mistaken-punch-right", checkpoint="demo-sta", guess="first")


@pytest.fixture(autouse=True)
def _hidden(request):
    """Each test begins with the answer kept back."""
    yield
    if "app" in request.fixturenames and driving.keyed(request.getfixturevalue("app"), "button", "guess-hide"):
        request.getfixturevalue("app").get_by_key("guess-hide").click()
        run(request.getfixturevalue("app"))


@cache
def classes():
    return load_checkpoint(resolve_checkpoint("demo-sta")).class_names


def sent(app):
    """All texts that the page has sent to the browser, and the address; what names every class tells of none."""
    said = [f"{key}={word}" for key, words in app.query_params.items() for word in words]
    protos = (getattr(element, "proto", None) for element in app)
    said += [proto.SerializeToString().decode("utf-8", "ignore") for proto in protos if proto is not None]
    return [text.lower() for text in said if not all(name in text for name in classes())]


def leaks(app, *words):
    """What was sent with the model's answer in it, the clip's own label, or its name."""
    return [text for text in sent(app) if any(re.search(rf"\b{word}", text) for word in words)]


def test_nothing_on_the_page_tells_the_answer_until_it_is_asked_for(app):
    assert app.title[0].value == "What do you see?"
    assert len(sent(app)) > 30
    assert leaks(app, "nod", "punch") == []
    app.get_by_key("guess-show").click()
    run(app)
    assert app.title[0].value == "Nod"
    assert leaks(app, "nod")
    assert leaks(app, "punch")
    assert any("wrong" in caption.value for caption in app.caption)


def test_a_guess_is_held_against_the_model_and_against_the_label(app):
    (field,) = driving.keyed(app, "selectbox", "guess-of")
    assert field.value is None
    assert list(field.options) == sorted(field.options)
    field.select("punch right")
    run(app)
    app.get_by_key("guess-show").click()
    run(app)
    told = next(each.value for each in app.markdown if "You said" in each.value)
    assert "**punch right**" in told
    assert "says another" in told
    assert "✓ as the clip is labelled" in told
    app.get_by_key("guess-hide").click()
    run(app)
    assert app.title[0].value == "What do you see?"


def test_another_clip_is_hidden_again_and_none_is_called_by_its_name(app):
    app.get_by_key("guess-show").click()
    run(app)
    app.get_by_key("Clip-choice").select("sample:squat.csv")
    run(app)
    assert app.title[0].value == "What do you see?"
    assert all(option.startswith("Clip ") for option in app.get_by_key("Clip-choice").options)
    app.get_by_key("guess-first").set_value(False)
    run(app)
    assert app.title[0].value == "Squat"


PAGES = ("inspect", "evidence", "compare", "clips", "training", "many", "dataset")
#: What each sample is called, and what those who know it would call it; the answers are the same.
TELLING = ("kick", "punch", "shake", "high-five", "high five", "wave", "squat", "hug", "clap", "nod")


@pytest.mark.parametrize("page", PAGES)
def test_no_page_tells_what_a_clip_is_until_it_is_asked_for(page):
    app = driving.opened(page, clip="kick-right", guess="first")
    for other in PAGES:
        app.switch_page(f"app_pages/{other}.py")
        run(app)
        assert leaks(app, *TELLING) == [], other
    app.switch_page(f"app_pages/{page}.py")
    run(app)
    app.get_by_key("guess-show").click()
    run(app)
    assert not driving.keyed(app, "button", "guess-show")
    assert leaks(app, *TELLING) or page == "many"  # whose table somebody has to ask for


def test_who_does_not_want_to_guess_sees_no_row_for_it():
    app = driving.opened()
    assert app.title[0].value == "High five"
    assert not driving.keyed(app, "button", "guess-")


#: Stands for what a clip shows, in the name of its file and in what the file says of itself.
WORD = "yodel"


def renamed(name="bow", **changes):
    """A sample that calls itself so, and is labelled so."""
    notes = (f"Everybody in it {WORD}s.",)
    return write_npz(replace(load_clip(resolve_clip(name)), name=WORD, label=WORD, notes=notes, **changes))


def with_jumps():
    positions = load_clip(resolve_clip("bow")).positions.copy()
    positions[20:30, :, 4] += 5
    return renamed(positions=positions)


def lying_down():
    """A clip whose camera was tilted, of which the page says so."""
    return renamed("squat", positions=leaning(load_clip(resolve_clip("squat")), 23).positions)


#: Uploads that a page has something to say of: what cannot be read, is doubtful, does not fit, or is one of many.
UPLOADS = {
    "damaged": lambda: [(f"{WORD}.skeleton", b"12\n1\nnothing")],
    "no recording": lambda: [(f"{WORD}.txt", f"{WORD}, {WORD}".encode())],
    "no clip of an archive": lambda: [(f"{WORD}.zip", driving.zipped({f"{WORD}/{WORD}.txt": WORD.encode()}))],
    "several": lambda: [(f"{WORD}.zip", driving.zipped({f"{WORD}/{i}-{WORD}.npz": renamed() for i in range(2)}))],
    "unknown columns": lambda: [(f"{WORD}.csv", b"t,b,c,d,e\n1,2,3,4,5\n2,3,4,5,6\n")],
    "jumps": lambda: [(f"{WORD}.npz", with_jumps())],
    "tilted": lambda: [(f"{WORD}.npz", lying_down())],
    "another body": lambda: [(f"{WORD}.npz", renamed("sbu-15-push"))],
    "two, one of them damaged": lambda: [(f"{WORD}.npz", renamed()), (f"{WORD}2.bvh", f"HIERARCHY {WORD}".encode())],
    "labels": lambda: [
        (f"{WORD}.npz", renamed()),
        (f"{WORD}-labels.csv", f"start,end,label\n1,9,{WORD}\n900,990,{WORD}\n".encode()),
    ],
}


@pytest.mark.parametrize("files", UPLOADS.values(), ids=UPLOADS)
def test_no_page_says_what_an_upload_is_called_while_the_answer_waits(files):
    app = driving.opened(guess="first")
    driving.upload(app, "Clip-uploads", *files())
    assert leaks(app, WORD) == []
    for page in PAGES:
        app.switch_page(f"app_pages/{page}.py")
        run(app)
        assert leaks(app, WORD) == [], page
    app.switch_page("app_pages/inspect.py")
    run(app)
    app.get_by_key("guess-first").set_value(False)
    run(app)
    assert leaks(app, WORD)


@pytest.mark.parametrize("name", ["real-walk", "long-seven-actions", "sbu-15-push", "kinect-20-throw"])
def test_a_sample_that_a_page_has_something_to_say_of_keeps_its_name(name):
    app = driving.opened(clip=name, checkpoint="demo-sta", guess="first")
    assert leaks(app, *name.split("-")[-1:], "walk", "seven", "push", "throw") == []


def test_why_a_clip_cannot_be_shown_is_told_once_nobody_guesses():
    app = driving.opened(guess="first")
    driving.upload(app, "Clip-uploads", (f"{WORD}.skeleton", b"12\n1\nnothing"))
    (error,) = app.error
    assert "Guess first" in error.value
    app.get_by_key("guess-first").set_value(False)
    run(app)
    assert WORD in app.error[0].value


def test_of_a_long_recording_there_is_no_one_answer_to_guess():
    app = driving.opened(clip="long-seven-actions", checkpoint="demo-sta", guess="first")
    assert app.title[0].value == "What do you see?"
    assert not driving.keyed(app, "selectbox", "guess-of")
    assert leaks(app, "squat", "answers") == []
    app.get_by_key("guess-show").click()
    assert run(app).title[0].value == "Wave right hand, squat, drink, kick left, …"
    assert driving.keyed(app, "button", "guess-hide")
    assert "You did not guess" not in " ".join(each.value for each in app.markdown)
