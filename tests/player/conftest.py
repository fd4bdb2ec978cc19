"""Node, for what of the player can be tried without a browser."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # where `sending` lies

#: The first that has `node --test` and all that the modules use.
OLDEST = 18


@pytest.fixture(scope="session")
def node():
    """Runs Node with arguments, and perhaps with text to read; without a Node that is recent enough the test skips."""
    found = shutil.which("node")
    if not found:
        pytest.skip("no Node on the PATH")
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    if int(said.lstrip("v").split(".")[0]) < OLDEST:
        pytest.skip(f"Node {said.strip()} is older than {OLDEST}")

    def run(*arguments, text=""):
        return subprocess.run(
            [found, *map(str, arguments)], input=text, capture_output=True, text=True, encoding="utf-8", check=False
        )

    return run
