"""A real Chromium, pages that must stay free of errors, and Streamlit scripts that run on a port of their own."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from made import made_prediction as prediction_of
from made import shared_out

sys.path.insert(0, str(Path(__file__).parent))  # where `browsing` lies

from browsing import APP

from sta_lstm.player import player_html, player_payload
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.skeletons import Clip, layout_named

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--process-per-site",  # a page finds compiled what a page of the same process has run: half of what a visit costs
]
SECONDS_TO_START = 60


@pytest.fixture(scope="session")
def chromium():
    """A running Chromium: the one that CHROMIUM or PATH names, else Playwright's own; without either the test skips."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    named = [os.environ["CHROMIUM"]] if os.environ.get("CHROMIUM") else []
    found = next((path for name in (*named, *NAMES) if (path := shutil.which(name))), None)
    with playwright.sync_playwright() as driver:
        try:
            browser = driver.chromium.launch(executable_path=found, args=ARGUMENTS)
        except playwright.Error as error:
            reason = str(error).strip().splitlines()[0]
            pytest.skip(f"no Chromium in PATH, and Playwright's own does not start: {reason}")
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def context(chromium):
    """A browser's memory of what it has fetched and compiled, which pages share that need nothing of their own."""
    context = chromium.new_context()
    yield context
    context.close()


@pytest.fixture
def new_page(chromium, context):
    """Opens pages; whatever they complained of in their consoles fails the test.

    A page that asks for more than a size, colours and still pictures is in a context of its own.
    """
    opened, complaints = [], []

    def open_page(*, width=1000, height=900, **more):
        media = {name: more.pop(name) for name in ("color_scheme", "reduced_motion", "forced_colors") if name in more}
        if more:
            opened.append(chromium.new_context(**more))
            page = opened[-1].new_page()
        else:
            page = context.new_page()
            opened.append(page)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(**media)
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page
    for each in opened:
        each.close()
    assert complaints == []


@pytest.fixture
def page(new_page):
    """One page of a desk's size."""
    return new_page()


@pytest.fixture(scope="session")
def app_address(context, streamlit_app):
    """Where the app is served; a small page of it stays open, and with it the process that has compiled its scripts."""
    address = streamlit_app(APP)
    context.new_page().goto(f"{address}/_stcore/health")
    return address


@contextmanager
def visiting(context, app_address):
    """Opens the app at an address, each time as somebody who has just come, with a session of their own.

    Nothing moves by itself, unless a page is opened with ``reduced_motion="no-preference"``: drawing a body that plays
    takes a processor, and a page that stays open goes on with it. At the end, whatever a page complained of in its
    console fails, and so does a request that left the machine.
    """
    pages, complaints, strangers = [], [], []

    def open_address(address="", *, width=1000, height=900, reduced_motion="reduce", script="", **media):
        page = context.new_page()
        if script:
            page.add_init_script(script)
        pages.append(page)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(reduced_motion=reduced_motion, **media)

        def complain(text):
            # Streamlit itself looks for its files below the address of a page.
            if not address.startswith("/") or "404 (Not Found)" not in text:
                complaints.append(text)

        page.on("console", lambda message: complain(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complain(str(error)))
        page.on("request", lambda request: strangers.append(request.url) if is_foreign(request.url) else None)
        page.goto(app_address + address, wait_until="commit")
        return page

    yield open_address
    for page in pages:
        page.close()
    assert (complaints, strangers) == ([], [])


@pytest.fixture
def visit_app(context, app_address):
    """Opens the app for one test: see `visiting`."""
    with visiting(context, app_address) as open_address:
        yield open_address


@pytest.fixture(scope="module")
def visit_for_all(context, app_address):
    """Opens the app for all tests of a file, which leave a page as they found it, or as the next one wants it.

    What a page complained of fails the last of them.
    """
    with visiting(context, app_address) as open_address:
        yield open_address


def is_foreign(url):
    return not url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:"))


@pytest.fixture
def show(new_page, tmp_path):
    """Opens a payload in the player, as a file from disk."""

    def open_payload(payload, *, script=None, **context):
        path = tmp_path / "player.html"
        path.write_text(player_html(payload, title="test"), encoding="utf-8")
        page = new_page(**context)
        if script:
            page.add_init_script(script)
        page.goto(path.as_uri())
        page.wait_for_selector(".sta-scene, .sta-message")
        return page

    return open_payload


@pytest.fixture
def show_still(show):
    """The same, but nothing moves by itself."""
    return partial(show, reduced_motion="reduce")


@pytest.fixture(scope="session")
def streamlit_app():
    """Starts Streamlit scripts, in an environment if one is given, and gives their addresses; none is started twice."""
    running = {}

    def start(script: Path, **environment: str) -> str:
        key = script, *environment.items()
        if key not in running:
            running[key] = _serve(script, environment)
        return running[key][1]

    yield start
    for process, _ in running.values():
        process.kill()  # asked to end, it would first take leave of every visitor
    for process, _ in running.values():
        process.wait(timeout=20)


def _serve(script: Path, environment=None):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = {
        "server.port": port,
        "server.address": "127.0.0.1",
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    command += [f"--{name}={value}" for name, value in options.items()]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, cwd=script.parent, env=os.environ | (environment or {}), **quiet)
    address = f"http://127.0.0.1:{port}"
    for _ in range(SECONDS_TO_START * 4):
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5):
                return process, address
        except (urllib.error.URLError, OSError):
            assert process.poll() is None, f"streamlit run {script.name} ended with status {process.returncode}"
            time.sleep(0.25)
    process.terminate()
    pytest.fail(f"streamlit run {script.name} was not ready after {SECONDS_TO_START} s")


#: A person who stands and looks along +z, metres; y up.
STANDING = {
    "spine base": (0, 0.95),
    "spine mid": (0, 1.2),
    "spine shoulder": (0, 1.45),
    "neck": (0, 1.52),
    "head": (0, 1.68),
    "shoulder": (0.18, 1.42),
    "elbow": (0.25, 1.15),
    "wrist": (0.28, 0.92),
    "hand": (0.29, 0.84),
    "hand tip": (0.3, 0.77),
    "thumb": (0.25, 0.82),
    "hip": (0.09, 0.93),
    "knee": (0.1, 0.5),
    "ankle": (0.1, 0.1),
    "foot": (0.11, 0.03),
}


@pytest.fixture(scope="session")
def made_prediction():
    """Builds results by rule: persons who wave their right arms, attention that follows the waving hand."""
    return _made_prediction


def _made_prediction(
    *, frames=60, persons=1, classes=("wave", "drink", "sit down"), spatial=True, temporal=True, absent=(), name="made"
) -> Prediction:
    layout = layout_named("ntu-25")
    t = np.arange(frames)
    positions = np.zeros((frames, persons, layout.n_joints, 3), dtype=np.float32)
    for j, joint in enumerate(layout.joints):
        part = joint.removeprefix("left ").removeprefix("right ")
        x, y = STANDING[part]
        positions[:, :, j, 0] = -x if joint.startswith("right") else x
        positions[:, :, j, 1] = y
        if joint.startswith("right") and part in {"wrist", "hand", "hand tip", "thumb"}:
            positions[:, :, j, 1] += 0.6 + 0.2 * np.sin(t / 4)[:, None]
    positions[..., 0] += np.arange(persons)[None, :, None] * 0.9
    present = np.ones((frames, persons), dtype=bool)
    present[list(absent)] = False
    alpha = np.ones((frames, persons, layout.n_joints))
    if spatial:
        alpha[:, 0, layout.index("right hand")] = 12
    peaks = (frames // 4, frames // 2) if temporal and frames > 8 else ()
    beta = np.full(frames, 0.01) + sum(0.05 * np.exp(-(((t - peak) / 2.0) ** 2)) for peak in peaks)
    beta *= present.any(1)
    scores = np.zeros((frames, len(classes)))
    scores[:, 0] = 6.0
    scores[: frames // 3, 1] = 9.0
    return prediction_of(
        Clip(positions, 30.0, layout, "y", present, name),
        checkpoint="made-sta",
        class_names=classes,
        spatial=spatial,
        temporal=temporal,
        alpha=shared_out(alpha, present),
        beta=beta,
        frame_scores=scores,
        keyframes=peaks,
    )


@pytest.fixture
def player(show, made_prediction):
    """A player that stands still at frame 0, with the focus."""
    page = show(player_payload([made_prediction(frames=60)]), reduced_motion="reduce")
    page.locator(".sta-player").focus()
    return page
