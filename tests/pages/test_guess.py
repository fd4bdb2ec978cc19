"""Guess first: what a visitor who wants to guess can read, and what they are told once they ask."""

import json

import driving
import pytest
from driving import run

KINDS = ("title", "header", "subheader", "markdown", "caption", "text", "info", "warning", "error")


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


def read_aloud(app):
    """What stands on the page, charts and all that the player is told too; but for lists of all classes."""
    said = [str(element.value) for kind in KINDS for element in app.get(kind)]
    said += [option for box in app.selectbox for option in box.options if "guess" not in (box.key or "")]
    said += [f"{each.proto.spec} {each.proto.config}" for each in app.get("plotly_chart")]
    for part in app.get("bidi_component"):
        data = json.loads(part.proto.json) if part.proto.json else {}
        if "payload" in data:
            said += list(texts(data["payload"]))
    return [text.lower() for text in said if "march in place" not in text.lower()]


def texts(value):
    """All that could be read in JSON values; packed numbers are nobody's words."""
    if isinstance(value, dict):
        value = [each for key, each in value.items() if key not in ("values", "positions", "present", "read", "scores")]
    if isinstance(value, list):
        for each in value:
            yield from texts(each)
    elif isinstance(value, str):
        yield value


def leaks(app):
    """What on the page tells the model's answer, or the clip's own label."""
    return [text for text in read_aloud(app) if any(word in text for word in ("nod", "punch"))]


def test_nothing_on_the_page_tells_the_answer_until_it_is_asked_for(app):
    assert app.title[0].value == "What do you see?"
    assert len(read_aloud(app)) > 30
    assert leaks(app) == []
    app.get_by_key("guess-show").click()
    run(app)
    assert app.title[0].value == "Nod"
    assert leaks(app)
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


def test_who_does_not_want_to_guess_sees_no_row_for_it():
    app = driving.opened()
    assert app.title[0].value == "Shake hands"
    assert not driving.keyed(app, "button", "guess-")
