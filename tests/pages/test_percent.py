"""On every page a share is in per cent, with one space before the sign, at which no line breaks."""

import re

import driving
import pytest

PAGES = ("", "evidence", "compare", "clips", "many", "training", "guide")
#: Pages that show no measures beside probabilities, which have no unit.
PROBABILITIES = ("", "evidence", "many", "training")
KINDS = ("title", "header", "subheader", "caption", "markdown", "info", "warning", "button", "selectbox", "expander")
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


@pytest.fixture(scope="module", params=PAGES)
def page(request):
    app = driving.opened(request.param)
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
