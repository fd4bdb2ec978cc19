"""What is saved of a page is headed by what heads the page, and by whether that is right."""

import driving
import pytest

from sta_lstm.ui.panels import share


@pytest.fixture
def saved(monkeypatch):
    """Opens a page, and gives it with what it has to save."""

    def opened(page, **query):
        shown = []
        monkeypatch.setattr(share, "save_and_share", lambda each: shown.append(each))
        return driving.opened(page, **query), shown[-1]

    return opened


@pytest.mark.parametrize(
    ("page", "query", "says"),
    [
        ("", {"clip": "mistaken-punch-right"}, "✗ wrong: labelled “punch right”"),
        ("", {"clip": "real-walk"}, ""),
        ("", {"clip": "squat", "edit": "hold:whole body"}, "✓ correct"),
        ("compare", {"clip": "mistaken-punch-right"}, "demo-sta"),
        ("compare", {"clip": "squat", "checkpoint": "demo-sta"}, "✓ correct"),
        ("clips", {"clip": "squat", "second": "mistaken-punch-right"}, "squat ✓ correct"),
        ("training", {"clip": "squat"}, "✓ correct"),
    ],
)
def test_the_heading_of_a_saved_page_is_that_of_the_page(saved, page, query, says):
    app, shown = saved(page, **query)
    title = app.title[0].value.replace("\\", "")
    assert shown.title.startswith(f"{title} · ")
    assert says in shown.title
    assert query["clip"] in shown.title


def test_a_long_recording_is_headed_by_what_it_shows_one_after_another(saved):
    _, shown = saved("", clip="long-seven-actions")
    assert shown.title.startswith("Wave right hand, squat, drink, kick left, … · long-seven-actions")
    assert "jump" not in shown.title


def test_while_the_answer_waits_nothing_that_is_saved_is_headed_by_it(saved):
    _, shown = saved("", clip="squat", guess="first")
    assert "squat" not in f"{shown.title} {shown.stem}".lower()
