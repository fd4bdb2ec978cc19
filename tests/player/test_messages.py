"""The contract of the two languages is written once."""

import inspect
from dataclasses import fields

import pytest

from sta_lstm.player.messages import MESSAGES, camel, to_json
from sta_lstm.player.states import CameraData, Initial, JointRef, Selection
from sta_lstm.player.typescript import declarations, state_declarations


def test_every_message_and_every_field_is_declared_with_what_it_means():
    text = declarations() + state_declarations()
    for message in MESSAGES:
        _, _, body = text.partition(f"export interface {message.__name__} {{\n")
        body = body.partition("\n}")[0].splitlines()
        names = [line.split(":")[0].strip().rstrip("?") for line in body[1::2]]
        assert names == [camel(field.name) for field in fields(message)]
        assert all(line.strip().startswith("/** ") and len(line.strip()) > 6 for line in body[::2])


@pytest.mark.parametrize(
    ("line"),
    [
        "joints: string[];",
        "bones: [number, number][];",
        "fps: number | null;",
        "values: PackedFloats | null;",
        "probabilities: (number | null)[];",
        "provenance: Record<string, string> | null;",
        "fitYaw: number;",
        "frame?: number | null;",
        "selection: Selection | null;",
    ],
)
def test_types_are_those_of_the_fields(line):
    assert f"  {line}\n" in declarations() + state_declarations()


def test_a_message_goes_on_the_wire_in_camel_case():
    chosen = Selection((JointRef(0, 3), JointRef(1, 7)), (10, 20))
    assert to_json(chosen) == {
        "joints": [{"person": 0, "joint": 3}, {"person": 1, "joint": 7}],
        "frames": [10, 20],
    }
    assert list(to_json(CameraData(0, 0, 1, 0, 0, 0, 0)))[3:] == ["panX", "panY", "fitYaw", "fitPitch"]
    assert to_json(Initial("a"))["selection"] is None


def test_each_message_says_what_it_is():
    for message in MESSAGES:
        assert "Attributes:" in inspect.getdoc(message)
