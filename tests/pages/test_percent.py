"""On every page shares are in per cent and points say what they count; what belongs to a number stays on its line."""

import re

import driving
import pytest

PAGES = ("", "evidence", "compare", "clips", "many", "dataset", "training", "guide")
#: Pages that show no measures beside probabilities, which have no unit.
PROBABILITIES = ("", "evidence", "many", "training")
KINDS = ("title", "header", "subheader", "caption", "markdown", "info", "warning", "button", "selectbox", "expander")
#: A plain space, or none, beside what parts a number from its spread; and points that do not say what of.
_LOOSE_SPREAD = re.compile(r"[^\N{NO-BREAK SPACE}]±|±[^\N{NO-BREAK SPACE}]")
_MERE_POINTS = re.compile(r"\d points?\b(?! (of|less|more) )")
_OTHER_SIGN = re.compile(r"\d ?%")
_BARE = re.compile(r"(?<![\d.])0\.\d+(?![\d.]*\s?(s|m|m/s|MB|points)\b)(?![\d.]*\s?%)(?!\d)")


def written(app):
    """All that stands on a page in words, of what a visitor sees or can unfold, but for the cards of models."""
    for kind in KINDS:
        for each in app.get(kind):
            texts = [getattr(each, "label", ""), *getattr(each, "options", ())]
            if kind not in ("button", "selectbox"):
                texts.append(getattr(each, "value", ""))
            yield from (text for text in texts if text and not text.startswith("##### "))
    yield from (each.proto.popover.label for each in app.get("popover"))


@pytest.fixture(scope="module", params=PAGES)
def page(request):
    asked = {"clip": "kick-right"} if request.param in ("", "evidence") else {}  # of which one part carries the answer
    app = driving.opened(request.param, **asked)
    if request.param == "many":
        next(each for each in app.button if each.key == "many-run").click()
        driving.run(app)
    return request.param, [re.sub(r"\\(.)", r"\1", text) for text in written(app)]


def test_a_sign_stands_behind_a_space_that_no_line_breaks_at(page):
    _, texts = page
    assert any("\N{NO-BREAK SPACE}%" in text for text in texts)
    assert [text for text in texts if _OTHER_SIGN.search(text)] == []


def test_no_probability_is_a_bare_number(page):
    name, texts = page
    if name in PROBABILITIES:
        assert [text for text in texts if _BARE.search(text)] == []


def test_a_number_and_its_spread_stay_on_one_line(page):
    name, texts = page
    assert any("±" in text for text in texts) or name not in ("", "compare", "clips")
    assert [text for text in texts if _LOOSE_SPREAD.search(text)] == []


def test_points_say_what_they_count(page):
    name, texts = page
    assert any(re.search(r"\d points? (of|less|more) ", text) for text in texts) or name != ""
    assert [text for text in texts if _MERE_POINTS.search(text)] == []


def test_attention_is_called_by_its_letters(page):
    _, texts = page
    assert [text for text in texts if re.search(r"\b(alpha|beta)\b", re.sub(r"`[^`]*`|\$[^$]*\$", "", text))] == []


@pytest.mark.parametrize(
    ("text", "is_bare"),
    [
        ("p 0.92", True),
        ("costs 0.1 of it", True),
        ("after 0.33 s", False),
        ("0.5 m/s", False),
        ("10.25", False),
        ("throw 0.3\N{NO-BREAK SPACE}%", False),
    ],
)
def test_what_is_a_bare_number(text, is_bare):
    assert bool(_BARE.search(text)) is is_bare
