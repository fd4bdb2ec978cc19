"""How the tests drive the app's pages: `AppTest` runs them as Streamlit does, without a browser."""

import io
import zipfile
from pathlib import Path

from streamlit.testing.v1 import AppTest

from sta_lstm.ui.panels.fold import UNFOLDED

APP = str(Path(__file__).parents[2] / "app.py")


def run(app):
    """Run the page once more; an exception on it fails the test."""
    app.run()
    assert not app.exception, app.exception[0].value
    return app


def opened(page="", *, unfolded=("movement", "recording", "what-if"), **query):
    """The app on that page (a file in ``pages/``; by default the first), at an address with these words.

    A visitor has already looked into the parts named by ``unfolded``, so that all that can be in them is there.
    """
    app = AppTest.from_file(APP, default_timeout=240)
    app.session_state[UNFOLDED] = set(unfolded)
    if page:
        app.switch_page(f"app_pages/{page}.py")
    for key, word in query.items():
        app.query_params[key] = word
    return run(app)


def unfold(app):
    """Open what Inspect draws when somebody asks for it."""
    app.session_state["figures-for-a-paper"] = True
    return run(app)


def bars(app):
    """The bars that are elements of the page, as HTML."""
    return [each.proto.body for each in app.get("html") if 'class="sta-bars"' in each.proto.body]


def turn_to(app, tabs, words):
    """Open one of the tabs of that key."""
    app.session_state[tabs] = words
    return run(app)


def keyed(app, kind, beginning):
    """The elements of that kind, such as ``"button"``, whose keys begin so, in the order of the page."""
    return [element for element in app.get(kind) if (element.key or "").startswith(beginning)]


def zipped(files):
    """A zip archive of contents by their names."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def upload(app, key, *files):
    """Put (name, content) pairs into the upload field of that key."""
    app.get_by_key(key).set_value([(name, content, "application/octet-stream") for name, content in files])
    return run(app)
