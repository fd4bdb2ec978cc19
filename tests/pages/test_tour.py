"""The tour across the pages: on, back, out, and by an address."""

import driving
import pytest
from driving import run

from sta_lstm.ui.lessons.stops import STOPS


def pressed(app, key):
    app.get_by_key(key).click()
    return run(app)


def told(app):
    """The number of the stop that stands above the page; None where none does."""
    (said,) = [each.value for each in app.markdown if each.value.startswith("**Tour, stop")] or [""]
    return int(said.split("stop ")[1][0]) if said else None


@pytest.fixture(scope="module")
def visit():
    """One visitor, who begins the tour."""
    return pressed(driving.opened(), "tour-begin")


def test_it_leads_through_all_stops_and_ends(visit):
    app = visit
    for number, stop in enumerate(STOPS, start=1):
        assert told(app) == number
        assert app.get_by_key("Clip-choice").value.split(":")[1].split(".")[0] == stop.words["clip"]
        assert not app.error
        if number == 3:
            assert any("The answer changes from kick right to nod" in each.value for each in app.markdown)
        if number < len(STOPS):
            app = pressed(app, "tour-next")
    assert app.title[0].value == "Nod"
    app = pressed(app, "tour-back")
    assert told(app) == len(STOPS) - 1
    assert "shake hands" in app.title[0].value.lower()
    app = pressed(app, "tour-end")
    assert told(app) is None
    assert "shake hands" in app.title[0].value.lower()


def test_who_chooses_another_clip_is_shown_the_way_back():
    app = driving.opened(clip="kick-right", checkpoint="demo-sta", tour="2")
    app.get_by_key("Clip-choice").select("sample:squat.csv")
    run(app)
    assert any("You have left this stop" in each.value for each in app.markdown)
    app = pressed(app, "tour-return")
    assert app.get_by_key("Clip-choice").value == "sample:kick-right.skeleton"
    assert any("you stand at the highest" in each.value for each in app.markdown)


def test_an_address_opens_a_stop_and_a_wrong_one_says_so():
    app = driving.opened(clip="kick-right", checkpoint="demo-sta", edit="hold:right leg", tour="3")
    assert told(app) == 3
    app.switch_page("app_pages/guide.py")
    run(app)
    assert told(app) == 3
    assert app.get_by_key("tour-return") is not None
    assert told(driving.opened(tour="99")) is None
