"""The app in a process of its own, on a free port of this machine, and what that process costs."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import psutil

TREE = Path(__file__).resolve().parents[2]
SECONDS_TO_START = 90


class Server:
    """An app that is being served.

    Attributes:
        address: ``http://127.0.0.1:PORT``.
    """

    def __init__(self, address, process):
        self.address, self._process = address, psutil.Process(process.pid)

    def cpu_s(self):
        """Seconds of processor that it took so far."""
        times = self._process.cpu_times()
        return times.user + times.system

    def memory_mb(self):
        """Memory that it holds now, in megabytes."""
        return self._process.memory_info().rss / 2**20


@contextmanager
def serving(tree=TREE, *options, log=subprocess.DEVNULL):
    """Serve the app of a source tree; ``options`` go to Streamlit."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.address=127.0.0.1", f"--server.port={port}"]
    environment = os.environ | {"PYTHONPATH": str(tree)}
    process = subprocess.Popen(
        [*command, "--server.headless=true", *options], cwd=tree, env=environment, stdout=log, stderr=log
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(address, process)
        yield Server(address, process)
    finally:
        process.kill()
        process.wait(timeout=20)


def _wait_for(address, process):
    for _ in range(SECONDS_TO_START * 10):
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            if process.poll() is not None:
                raise RuntimeError(f"the app ended with status {process.returncode} before it was ready") from None
            time.sleep(0.1)
    raise RuntimeError(f"the app was not ready after {SECONDS_TO_START} s")
