"""An app that was not asked to serve others listens to this machine alone, wherever it is started from."""

import os
import socket
import subprocess
import sys
from ipaddress import ip_address
from pathlib import Path

import psutil
import pytest
from load.server import TREE, wait_for

pytestmark = pytest.mark.slow

APP = str(TREE / "app.py")
WAYS = {
    "streamlit in the folder": (TREE, ["-m", "streamlit", "run", "app.py"]),
    "streamlit from elsewhere": (Path("/"), ["-m", "streamlit", "run", APP]),
    "sta-lstm app": (Path("/"), ["-m", "sta_lstm.cli", "app", "--"]),
}


@pytest.mark.parametrize("way", WAYS)
def test_it_listens_to_this_machine_alone(way):
    folder, command = WAYS[way]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, *command, f"--server.port={port}", "--server.headless=true"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(TREE)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}", process)
        bound = {
            each.laddr.ip for each in psutil.Process(process.pid).net_connections("inet") if each.status == "LISTEN"
        }
        assert bound
        assert all(ip_address(each).is_loopback for each in bound), bound
    finally:
        process.kill()
        process.wait(timeout=20)
