"""Guess first: what a visitor who wants to guess can read, and what they are told once they ask."""

import re
from functools import cache

import driving
import pytest
from driving import run

from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.samples import resolve_checkpoint


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


PAGES = ("inspect", "evidence", "compare", "clips", "training", "many")
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
    assert app.title[0].value == "Shake hands"
    assert not driving.keyed(app, "button", "guess-")
