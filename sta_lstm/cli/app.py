"""``sta-lstm app``: the app, served from this machine."""

from __future__ import annotations

import argparse
import os
import runpy
import sys
from pathlib import Path

from sta_lstm.cli import public
from sta_lstm.cli.command import Command
from sta_lstm.errors import SettingsError


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    """Its arguments; what follows ``--`` is Streamlit's."""
    parser.add_argument(
        "--clips",
        metavar="DIR",
        help="offer the recordings in this folder, and in those below it, beside the sample clips",
    )
    parser.add_argument(
        "--checkpoints",
        metavar="DIR",
        help="offer the checkpoints in this folder (.safetensors, .onnx), and in those below it, beside the samples; "
        "and the training runs that left snapshots there (sta-lstm train --keep-every)",
    )
    parser.add_argument(
        "--attended",
        metavar="DIR",
        help="offer the attended clips in this folder, which sta-lstm attend wrote, or in those below it, on the page "
        "Data set; their rows open in the player where --clips names the folder of that data set and --checkpoints "
        "that of the checkpoints",
    )
    public.add_arguments(parser)


def _run(options: argparse.Namespace) -> None:
    """Serve the app: in this process, so that whoever ends it ends the server, or kept by it where it is public."""
    from sta_lstm.samples import (
        ATTENDED_VARIABLE,
        CLIPS_VARIABLE,
        FOLDER_VARIABLE,
        bundle_folder,
        folder_checkpoints,
        folder_runs,
    )

    if not options.public:
        public.refuse_without_public(options)
    app = bundle_folder() / ("public.py" if options.public else "app.py")
    if not app.is_file():
        raise SettingsError(
            f"the app is missing from this installation: there is no '{app}'. Install the package again."
        )
    if options.checkpoints is not None:
        if not (folder_checkpoints(options.checkpoints) or folder_runs(options.checkpoints)):
            raise SettingsError(
                f"--checkpoints '{options.checkpoints}' is not a folder with .safetensors or .onnx files in it. Name "
                "the folder that sta-lstm train wrote to."
            )
        os.environ[FOLDER_VARIABLE] = str(Path(options.checkpoints).expanduser().resolve())
    if options.clips is not None:
        os.environ[CLIPS_VARIABLE] = str(_folder_of_clips(options.clips))
    if options.attended is not None:
        os.environ[ATTENDED_VARIABLE] = str(_folder_of_attended(options.attended))
    if options.public:
        public.serve(app, options)
        return
    sys.argv = ["streamlit", "run", str(app), *options.passed_on]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


def _folder_of_clips(named: str) -> Path:
    """The folder by that name, in which there is a recording at least.

    Raises:
        SettingsError: there is no such folder.
        ClipError: none of its files is a recording.
    """
    from sta_lstm.formats.collection import check_any_readable, recordings

    folder = Path(named).expanduser().resolve()
    if not folder.is_dir():
        raise SettingsError(f"--clips '{named}' is not a folder. Name one with recordings in it.")
    check_any_readable(recordings(folder, follow_links=False), named)
    return folder


def _folder_of_attended(named: str) -> Path:
    """The folder by that name, in which, or in a folder of which, there are attended clips.

    Raises:
        SettingsError: there is no such folder, or no attended clip in it.
    """
    from sta_lstm.evidence.attended.places import attended_in

    folder = Path(named).expanduser().resolve()
    if not folder.is_dir():
        raise SettingsError(f"--attended '{named}' is not a folder. Name the one that sta-lstm attend wrote to.")
    if not attended_in(folder):
        raise SettingsError(f"--attended '{named}' holds no attended clips. Make some: sta-lstm attend DATA --out DIR.")
    return folder


COMMAND = Command(
    name="app",
    help="serve the app on this machine",
    usage="sta-lstm app [-h] [--clips DIR] [--checkpoints DIR] [--attended DIR] [--public --address IP …] "
    "[-- STREAMLIT-OPTIONS …]",
    description="Serve the app on this machine, or to others (--public).\n"
    "What follows -- goes to Streamlit: -- --server.port 8600",
    epilog=public.HELP,
    add_arguments=_add_arguments,
    run=_run,
)
