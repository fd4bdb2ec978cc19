"""Measures of movement on the page Inspect: lanes are chosen, told to the player, kept in the address and tabled."""

import json

import driving
import pytest


@pytest.fixture(scope="module")
def visit():
    return driving.opened(clip="kick-right", measures="knee angle,wrist speed")


def lanes(app):
    """The lanes of measures that the page tells the player."""
    parts = [json.loads(part.proto.json) for part in app.get("bidi_component") if part.proto.json]
    (movement,) = (part["movement"] for part in parts if "movement" in part)
    return [(lane["name"], lane["unit"], "".join(line["side"] for line in lane["lines"])) for lane in movement["lanes"]]


def field(app):
    (found,) = driving.keyed(app, "multiselect", "measures-")
    return found


def ranges(app):
    (found,) = (each.value for each in app.dataframe if "left_minus_right" in each.value)
    return found


def said(app):
    return " ".join(each.value.replace("\\", "") for kind in ("caption", "markdown", "info") for each in app.get(kind))


def test_an_address_opens_lanes_left_beside_right(visit):
    assert field(visit).value == ["knee angle", "wrist speed"]
    assert lanes(visit) == [("knee angle", "°", "LR"), ("wrist speed", "m/s", "LR")]


def test_a_table_beside_them_has_the_ranges_of_both_sides(visit):
    table = ranges(visit)
    assert table["measure"].tolist() == ["Knee angle"] * 2 + ["Wrist speed"] * 2
    assert table["side"].tolist() == ["left", "right"] * 2
    assert "person" not in table  # there is one
    assert (table["max"] - table["min"]).tolist() == pytest.approx(table["range"].tolist())
    assert table["left_minus_right"][0] == pytest.approx(table["range"][0] - table["range"][1])


def test_what_the_numbers_are_good_for_stands_beside_them(visit):
    assert "Not for diagnosis." in said(visit)
    assert "smoothed over 5 frames" in said(visit)


def test_without_a_choice_there_is_no_lane_and_a_table_of_all_angles():
    app = driving.opened(clip="kick-right")
    assert lanes(app) == []
    names = ranges(app)["measure"].tolist()
    assert names == [f"{part} angle" for part in ("Shoulder", "Elbow", "Hip", "Knee", "Ankle") for _ in range(2)]


def test_a_choice_is_kept_for_the_next_clip_and_what_is_not_there_is_said():
    app = driving.opened(clip="kick-right", measures="knee angle")
    field(app).set_value(["ankle angle", "pinned joint"])
    driving.run(app)
    assert lanes(app) == [("ankle angle", "°", "LR")]
    assert "Click a joint in the player to pin it." in said(app)
    app.sidebar.selectbox[0].set_value("sample:sbu-15-push.npz")
    driving.run(app)
    assert "Not to be measured of these joints: ankle angle." in said(app)


def test_an_address_may_ask_for_anything():
    app = driving.opened(clip="kick-right", measures="a[b](c),knee angle," + "x" * 200)
    assert lanes(app) == [("knee angle", "°", "LR")]
    assert "Part of this address cannot be opened" in said(app)
    assert "Not to be measured of these joints: a[b](c)." in said(app)


def test_an_edited_clip_is_not_what_is_measured():
    app = driving.opened(clip="kick-right", measures="knee angle", edit="hold:right leg")
    assert "Of the clip as recorded, not of the edited one." in said(app)
    assert ranges(app)["range"].max() > 50
