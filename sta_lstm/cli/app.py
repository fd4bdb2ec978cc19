"""``sta-lstm app``: the app, served from this machine."""

from __future__ import annotations

import argparse
import runpy
import sys

from sta_lstm.cli.command import Command
from sta_lstm.errors import SettingsError


def _add_arguments(_: argparse.ArgumentParser) -> None:
    """None of its own: what follows ``--`` is Streamlit's."""


def _run(options: argparse.Namespace) -> None:
    """Serve the app in this process, so that whoever ends it ends the server."""
    from sta_lstm.samples import bundle_folder

    app = bundle_folder() / "app.py"
    if not app.is_file():
        raise SettingsError(
            f"the app is missing from this installation: there is no '{app}'. Install the package again."
        )
    sys.argv = ["streamlit", "run", str(app), *options.passed_on]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


COMMAND = Command(
    name="app",
    help="serve the app on this machine",
    usage="sta-lstm app [-h] [-- STREAMLIT-OPTIONS …]",
    description="Serve the app on this machine. What follows -- goes to Streamlit: -- --server.port 8600",
    add_arguments=_add_arguments,
    run=_run,
)
