"""The page Data set over 100,000 clips under two checkpoints: how long it takes to be seen, and to be filtered.

The rows are generated: 60 classes, 40 subjects, three cameras, each class taken for three others. They hold no maps,
which the page never reads. Seconds of the wall, and of the processor of the thread that asks; the load of the machine
is said beside them, since the wall of a machine that others use tells of those. With Chromium at hand (``CHROMIUM``, or
on the path), a browser's seconds too.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "pages"))
sys.path.insert(0, str(Path(__file__).parents[1]))

from made import ATTENDED, attended_folder, attended_row

from sta_lstm.evidence.attended.looking import looking, most_alike
from sta_lstm.evidence.attended.slices import ORDERS, Slice, accuracy, choices, confusion, count, models_of, rows
from sta_lstm.evidence.attended.table import open_attended
from sta_lstm.samples import ATTENDED_VARIABLE

CLASSES = [f"action {i:02}" for i in range(60)]
APP, PORT = Path(__file__).parents[2] / "app.py", 8666
TITLE, MATRIX = "h1", "[class*=st-key-dataset-confusion] .heatmaplayer image"


def generated(n_clips, seed=0):
    """The rows, one after another."""
    rng = np.random.default_rng(seed)
    for revision in ATTENDED:
        wrong, off = rng.random(n_clips) < 0.1, rng.integers(1, 4, n_clips)
        joints = rng.gamma(1, 1, (n_clips, 50)).astype(np.float32)
        phases = rng.gamma(1, 1, (n_clips, 20)).astype(np.float32)
        for i in range(n_clips):
            label = i % 60
            name = f"S001C{1 + i % 3:03}P{1 + i % 40:03}R001A{1 + label:03}-{i}.skeleton"
            yield attended_row(
                name,
                CLASSES[label],
                CLASSES[(label + off[i] * wrong[i]) % 60],
                revision,
                fingerprint=f"{i:032x}",
                subject=f"P{1 + i % 40:03}",
                view=f"camera {1 + i % 3}",
                split="test",
                n_frames=20 + i % 280,
                n_persons=2,
                probability=0.4 + 0.6 * rng.random(),
                joint_attention=joints[i].tolist(),
                phase_attention=phases[i].tolist(),
            )


def timed(what, act):
    """Do it and print its seconds; what it gave."""
    wall, processor = time.perf_counter(), time.thread_time()
    result = act()
    print(f"{what:50} {time.perf_counter() - wall:7.2f} {time.thread_time() - processor:7.2f}")
    return result


def library(folder):
    """What the page asks for when it is opened, and when a field is chosen."""
    table = timed("the folder is opened", lambda: open_attended(folder))
    model, *_ = models_of(table)
    parts = {"all": Slice(model.revisions), "one subject": Slice(model.revisions, subject="P003")}
    parts["wrong, one camera"] = Slice(model.revisions, view="camera 2", outcome="wrong")
    for name, part in parts.items():

        def page(part=part):
            for each in models_of(table):
                accuracy(table, each, part)
            confusion(table, part)
            choices(table, part.revisions)
            count(table, part)
            for order in ORDERS:
                rows(table, part, order, most=12)
            looking(table, model, part, "subjects")

        timed(f"all that a page asks for: {name}", page)
    timed("the clips most alike to one, of all", lambda: most_alike(table, 0, parts["all"]))


def runs(folder):
    """What runs of the page cost the server, without a browser."""
    from driving import opened, run
    from streamlit.runtime.scriptrunner.script_runner import ScriptRunner

    seconds, run_script = [], ScriptRunner._run_script

    def measured(runner, *args, **kwargs):
        wall, processor = time.perf_counter(), time.thread_time()
        try:
            return run_script(runner, *args, **kwargs)
        finally:
            seconds.append((time.perf_counter() - wall, time.thread_time() - processor))

    ScriptRunner._run_script = measured
    os.environ[ATTENDED_VARIABLE] = str(folder)
    opened("dataset", data="samples")  # all imports
    app = opened("dataset")
    print(f"{'a run of the page: first seen':50} {seconds[-1][0]:7.2f} {seconds[-1][1]:7.2f}")
    for title, word in (("Subject", "P003"), ("View", "camera 2"), ("Right or wrong", "wrong"), ("Subject", "P005")):
        next(each for each in app.selectbox if each.label == title).select(word)
        run(app)
        print(f"{f'a run of the page: {title} {word}':50} {seconds[-1][0]:7.2f} {seconds[-1][1]:7.2f}")


def browser(folder):
    """The same on the screen: a server of its own, whose first visitor sees the samples."""
    named = (os.environ.get("CHROMIUM"), *map(shutil.which, ("chromium", "google-chrome")))
    chromium = next((each for each in named if each), None)
    if chromium is None:
        return print("no Chromium: a browser's seconds are left out")
    from playwright.sync_api import sync_playwright

    environment = {**os.environ, ATTENDED_VARIABLE: str(folder)}
    command = [sys.executable, "-m", "streamlit", "run", str(APP), f"--server.port={PORT}", "--server.headless=true"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(command, cwd=APP.parent, env=environment, **quiet)
    address = f"http://localhost:{PORT}/dataset?data="
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"http://localhost:{PORT}/_stcore/health", timeout=5).close()
                break
            except OSError:
                time.sleep(0.5)
        with sync_playwright() as driver:
            arguments = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
            page = driver.chromium.launch(executable_path=chromium, args=arguments).new_page()

            def seen(data, what):
                begin = time.perf_counter()
                page.goto(address + data)
                page.locator(TITLE).filter(has_text="is right on").wait_for(timeout=120_000)
                title = time.perf_counter() - begin
                page.locator(MATRIX).first.wait_for(timeout=120_000)
                print(f"{what:50} {title:7.2f} {time.perf_counter() - begin:7.2f}")

            print(f"{'seconds in a browser, of the wall':50} {'title':>7} {'matrix':>7}")
            seen("samples", "the samples, first page of the server")
            seen(folder.name, "all clips, first seen")
            seen(f"{folder.name}&subject=P003", "one subject, first seen")
            seen(folder.name, "all clips, seen again")
            begin = time.perf_counter()
            page.get_by_role("combobox", name="Subject").click()
            page.get_by_role("option", name="P005").click()
            chosen = time.perf_counter()
            page.get_by_text("P005").nth(1).wait_for(timeout=120_000)
            page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=120_000)
            print(f"{'a subject is chosen: page at rest':50} {time.perf_counter() - chosen:7.2f}")
            print(f"(of it {chosen - begin:.2f} s for the list to open)")
    finally:
        server.terminate()
        server.wait(timeout=20)
    return None


def main():
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=int, default=100_000, help="how many; each under two checkpoints (100000)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "generated"
        attended_folder(folder, generated(options.clips), class_names=CLASSES, checkpoints=_checkpoints())
        print(f"{options.clips:,} clips × {len(ATTENDED)} checkpoints in {len(list(folder.iterdir()))} files")
        print(f"load of the machine over a minute: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
        print(f"{'seconds':50} {'wall':>7} {'thread':>7}")
        library(folder)
        runs(folder)
        browser(folder)


def _checkpoints():
    from sta_lstm.skeletons.layouts import NTU_25

    known = {"variant": "STA-LSTM", "class_names": CLASSES, "layout": "ntu-25", "joints": list(NTU_25.joints)}
    return {revision: {"name": name, **known} for revision, name in ATTENDED.items()}


if __name__ == "__main__":
    main()
