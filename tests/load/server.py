"""The app in a process of its own, on a free port of this machine, and what that process costs."""

import os
import re
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
_RUN = "runpy.run_module('streamlit', run_name='__main__', alter_sys=True)"
_UPLOADS = re.compile(r"^cache_memory_bytes\{.*UploadedFileManager.*\} (\S+)$", re.MULTILINE)


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

    def uploads_mb(self):
        """What it holds of uploads, in megabytes, as it says itself."""
        with urllib.request.urlopen(f"{self.address}/_stcore/metrics", timeout=60) as answer:
            found = _UPLOADS.search(answer.read().decode())
        return float(found[1]) / 2**20 if found else 0.0


@contextmanager
def serving(tree=TREE, *options, before=""):
    """Serve the app of a source tree; ``options`` go to Streamlit, the code ``before`` is run in its process first."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    arguments = ["streamlit", "run", "app.py", "--server.address=127.0.0.1", f"--server.port={port}", *options]
    code = f"import runpy, sys; {before or 'pass'}; sys.argv = {[*arguments, '--server.headless=true']!r}; {_RUN}"
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=tree,
        env=os.environ | {"PYTHONPATH": str(tree)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(address, process)
        yield Server(address, process)
    finally:
        process.kill()
        process.wait(timeout=20)


def wait_for(address, process):
    """Wait until the app at ``address``, which ``process`` serves, answers."""
    for _ in range(SECONDS_TO_START * 10):
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            if process.poll() is not None:
                raise RuntimeError(f"the app ended with status {process.returncode} before it was ready") from None
            time.sleep(0.1)
    raise RuntimeError(f"the app was not ready after {SECONDS_TO_START} s")
