"""Every page saves and shares all that it shows in the same place: link, page, figures, tables, a methods section."""

import pytest
from driving import keyed, opened, run, upload

from sta_lstm.samples import resolve_clip
from sta_lstm.ui.panels import share

PAGES = {
    "": ("inspect", {"CSV", "NPZ"}, {"Filmstrip", "Body map", "Attention map", "Answer so far"}),
    "evidence": ("evidence", {"CSV", "NPZ"}, {"Each part held still", "What it cannot do without", "Filmstrip"}),
    "compare": ("compare", {"Agreement, CSV", "Joints, CSV"}, {"Joints that differ", "Agreement of all pairs"}),
    "clips": ("clips", {"Steps, CSV", "Moments, CSV", "Joints, CSV"}, {"Which frames belong together"}),
    "training": ("training", {"Epochs, CSV", "Joints, CSV", "Frames, CSV"}, {"Probabilities over training"}),
}


def shared(app):
    """What stands in the one place that shares, by its headings."""
    (place,) = [each for each in app.get("popover") if each.proto.popover.label == "Save and share"]
    return place


def names_of(place, *names):
    """Which of these buttons of ours are there, by the keys in which their names end."""
    made = [each.proto.id for each in place.get("bidi_component")]
    return [name for name in names if any(each.endswith(f"-{name}") for each in made)]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_offers_the_same(page):
    name, tables, figures = PAGES[page]
    app = opened(page)
    place = shared(app)
    headings = [each.value for each in place.markdown]
    assert headings == [
        f"**{words}**" for words in ("Link", "Player", "Figures for print", "Tables", "For a methods section")
    ]
    buttons = {button.label for button in place.get("download_button")}
    assert buttons >= {"HTML page", "Save as SVG, 180 mm wide", *tables}
    assert names_of(place, "copy-link", f"save-video-{name}") == ["copy-link", f"save-video-{name}"]
    elsewhere = [each for each in app.get("download_button") if each.label not in buttons]
    assert not [each for each in elsewhere if not each.key.startswith("movement-")]  # tables of what was measured
    (figure,) = keyed(app, "selectbox", f"print-{name}")
    assert figures <= set(figure.options)
    (code,) = place.get("code")
    assert "Song, S., Lan, C." in code.value
    assert app.get_by_key(f"print-width-{name}").min == 80


def test_of_an_upload_no_link_is_offered_and_the_page_stands_in_its_place():
    app = upload(opened(), "Clip-uploads", ("mine.csv", resolve_clip("squat").read_bytes()))
    place = shared(app)
    assert any("HTML page in its place" in caption.value for caption in place.caption)
    assert "HTML page" in {button.label for button in place.get("download_button")}
    assert names_of(place, "copy-link", "save-video-inspect") == ["save-video-inspect"]
    (code,) = place.get("code")
    assert "squat.csv" in code.value  # what the file calls itself


def test_figures_follow_what_is_asked():
    app = opened()
    app.get_by_key("print-kind-inspect").set_value("PDF")
    app.get_by_key("print-width-inspect").set_value(85)
    run(app)
    assert "Save as PDF, 85 mm wide" in {button.label for button in shared(app).get("download_button")}


def test_a_clip_without_a_model_is_shared_as_well():
    app = opened()
    app.get_by_key("Checkpoint-choice").select("sample:sbu-sta.safetensors")
    run(app)
    place = shared(app)
    assert [each.value for each in place.markdown] == ["**Link**", "**Player**"]


@pytest.fixture
def saved(monkeypatch):
    """Opens a page, and gives it with what it has to save."""

    def of(page, **query):
        shown = []
        monkeypatch.setattr(share, "save_and_share", lambda each: shown.append(each))
        return opened(page, **query), shown[-1]

    return of


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
