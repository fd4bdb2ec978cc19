"""A wheel, installed into an environment that holds nothing else of ours: the command answers, and the app opens.

What it depends on is lent by the environment of the tests, so that nothing is fetched.
"""

import json
import os
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
import venv
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_START = 60

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="links to what it depends on need rights on Windows"),
]


@pytest.fixture(scope="module")
def commands(tmp_path_factory):
    """The folder of an environment's commands, the wheel's among them."""
    folder = tmp_path_factory.mktemp("installed")
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    base = folder / "environment"
    venv.create(base, symlinks=True)
    install = ["--python", base, "install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check", wheel]
    subprocess.run([sys.executable, "-m", "pip", *install], check=True)
    paths = sysconfig.get_paths("venv", vars={"base": str(base), "platbase": str(base)})
    for lent in Path(sysconfig.get_path("purelib")).iterdir():
        there = Path(paths["purelib"], lent.name)
        if not lent.name.startswith("sta_lstm") and lent.suffix != ".pth" and not there.exists():
            there.symlink_to(lent)
    return Path(paths["scripts"])


@pytest.fixture
def elsewhere(tmp_path):
    """Settings for a process that is nowhere near the source tree."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "STA_LSTM_"))}
    return {"cwd": tmp_path, "env": kept | {"XDG_CACHE_HOME": str(tmp_path)}}


def test_the_installed_package_is_the_one_that_answers(commands, elsewhere):
    program = "import sta_lstm, sta_lstm.samples as s; print(sta_lstm.__file__, s.bundle_folder(), sep='\\n')"
    done = subprocess.run([commands / "python", "-c", program], **elsewhere, capture_output=True, text=True, check=True)
    assert all(Path(line).is_relative_to(commands.parent) for line in done.stdout.splitlines())


def test_predict_knows_the_samples(commands, elsewhere):
    command = [commands / "sta-lstm", "predict", "shake-hands", "--checkpoint", "demo-sta", "--json"]
    done = subprocess.run(command, **elsewhere, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["label"] == "shake hands"


def test_the_first_page_runs_without_a_fault(commands, elsewhere):
    program = """if True:
        import sta_lstm.samples
        from streamlit.testing.v1 import AppTest
        page = AppTest.from_file(sta_lstm.samples.bundle_folder() / "app.py", default_timeout=120).run()
        print([fault.value for fault in page.exception], [title.value for title in page.title])
    """
    done = subprocess.run([commands / "python", "-c", program], **elsewhere, capture_output=True, text=True, check=True)
    assert done.stdout == "[] ['High five']\n", done.stderr


def test_the_app_is_served(commands, elsewhere):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true"]
    command = [commands / "sta-lstm", "app", "--", *options, "--browser.gatherUsageStats=false"]
    process = subprocess.Popen(command, **elsewhere, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        assert answer(process, f"http://127.0.0.1:{port}/_stcore/health") == "ok"
        assert "<title>Streamlit</title>" in answer(process, f"http://127.0.0.1:{port}/")
    finally:
        process.terminate()
        process.wait(timeout=20)


def answer(process, address):
    """What is served there, as soon as it is."""
    for _ in range(SECONDS_TO_START * 4):
        assert process.poll() is None, process.stderr.read()
        try:
            with urllib.request.urlopen(address, timeout=5) as response:
                return response.read().decode()
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
    pytest.fail(f"{address} did not answer within {SECONDS_TO_START} s")
