"""What the tests of parts of a recording upload, press and read off a page."""

import json

from driving import keyed, run

from sta_lstm.samples import resolve_clip

FIELD = "Clip-uploads"
LONG = {"clip": "long-seven-actions", "checkpoint": "demo-sta"}
BOW = resolve_clip("bow").read_bytes()
TABLE = b"start,end,label\n10,60,bend down\n60,110,come up\n100,999,fall\n"


def text(app):
    return " ".join(each.value for each in (*app.markdown, *app.caption)).replace("\\", "")


def n_frames(app):
    return int(next(each.value for each in app.sidebar.caption if each.value.startswith("Clip:")).split()[1])


def parts_list(app):
    return next(iter(keyed(app, "selectbox", "part-list-")), None)


def press(app, label):
    next(each for each in app.main.button if each.label == label and not each.disabled).click()
    return run(app)


def report(app, **said):
    """Have the player say that on the next run, as the browser would."""
    camera = {"yaw": 0.0, "pitch": 0.2, "zoom": 1, "panX": 0, "panY": 0}
    view = {"revision": revision(app), "frame": 0, "pinned": None, "range": None, "camera": camera} | said
    app.session_state["player"] = {"view": view}
    return run(app)


def revision(app):
    return app.session_state["what-if-patch"][0]["revision"]


def tracks(app):
    shown = app.session_state["what-if-patch"][0]
    return {track["name"]: [each["text"] for each in track["segments"]] for track in shown["tracks"]}


def said(app, name):
    """What the stretches of a lane say to whoever points at them."""
    (track,) = [each for each in app.session_state["what-if-patch"][0]["tracks"] if each["name"] == name]
    return [each["says"] for each in track["segments"]]


def payload(app):
    """What the player of the page is told."""
    parts = [json.loads(part.proto.json) for part in app.get("bidi_component") if part.proto.json]
    return next(part["payload"] for part in parts if part.get("payload"))


def shown(app):
    """All that a page says in words, but for the model's card, and what its player says."""
    kinds = ("title", "header", "markdown", "caption", "info", "warning", "error", "metric")
    told = [each.value for kind in kinds for each in app.get(kind) if isinstance(getattr(each, "value", None), str)]
    told = [words for words in told if "march in place" not in words]  # a card names every class
    told += [option for box in app.selectbox for option in box.options if "print-" in (box.key or "")]
    panes = [pane["answer"] for pane in payload(app)["panes"]]
    return " ".join((*told, *(f"{answer['title']} {answer['line']}" for answer in panes if answer))).replace("\\", "")
