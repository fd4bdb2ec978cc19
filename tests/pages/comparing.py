"""What the tests of the page that compares checkpoints choose, and what they read off it."""

import json

from driving import run

CHOICE, CLIPS, CHECKPOINTS, PAIR = "Checkpoints-choice", "Clip-uploads", "Checkpoint-uploads", "compare-pair"
SCALE, MEASURE, TABS = "compare-scale", "compare-measure", "compare-tabs"
WHERE, CURVES, ALL = "Where they differ: Δα", "When they looked: β", "All measures"
STA, SA, TA, LSTM = (f"sample:demo-{variant}.safetensors" for variant in ("sta", "sa", "ta", "lstm"))
SBU, UTKINECT = "sample:sbu-sta.safetensors", "sample:utkinect-sta.safetensors"


def choose(app, *keys):
    app.get_by_key(CHOICE).set_value(list(keys))
    return run(app)


def panes(app):
    """The titles of the player's panes."""
    parts = [json.loads(part.proto.json) for part in app.get("bidi_component") if part.proto.json]
    return [pane["title"] for part in parts if "payload" in part for pane in part["payload"]["panes"]]


def words(app, kind):
    return "\n".join(element.value.replace("\\", "") for element in getattr(app, kind))
