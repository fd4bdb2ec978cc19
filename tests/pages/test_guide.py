"""The guide without a browser: words, small players, and the way into the tour."""

import json

import driving
from driving import run

from sta_lstm.formats.registry import built_in_formats
from sta_lstm.ui.lessons.pictures import PICTURES


def test_it_has_its_pictures_its_formats_and_the_way_into_the_tour():
    app = driving.opened("guide")
    assert not app.error
    told = [json.loads(part.proto.json) for part in app.get("bidi_component") if part.proto.json]
    assert sum("payload" in each for each in told) == len(PICTURES)
    (table,) = [each.value for each in app.markdown if each.value.startswith("| format |")]
    assert len(table.splitlines()) == 2 + len(list(built_in_formats()))
    app.get_by_key("guide-tour").click()
    run(app)
    assert app.title[0].value == "Wave right hand"
