"""Maps and curves that somebody else computed: the options that name their files, the same for every command."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sta_lstm.prediction import FrameCurve, JointMap
    from sta_lstm.skeletons import Clip


def add_maps(parser: argparse.ArgumentParser) -> None:
    """Declare ``--map`` and ``--curve``."""
    parser.add_argument(
        "--map",
        dest="maps",
        action="append",
        default=[],
        metavar="FILE[:ARRAY]",
        help="a map of the joints, frames × persons × joints, from a .npy or .npz file; repeat it",
    )
    parser.add_argument(
        "--curve",
        dest="curves",
        action="append",
        default=[],
        metavar="FILE[:ARRAY]",
        help="a curve over the frames, from a .npy or .npz file; repeat it",
    )


def map_places(options: argparse.Namespace) -> list[Path]:
    """The files that the options name."""
    return [_place(given)[0] for given in (*options.maps, *options.curves)]


def maps_of(options: argparse.Namespace, clip: Clip) -> list[JointMap]:
    """The maps that the options name, for ``clip``.

    Raises:
        PredictionError: a file holds no such array of the clip's shape.
    """
    from sta_lstm.prediction.map_files import read_map

    return [read_map(path, clip, array=array) for path, array in map(_place, options.maps)]


def curves_of(options: argparse.Namespace, clip: Clip) -> list[FrameCurve]:
    """The curves that the options name, for ``clip``.

    Raises:
        PredictionError: a file holds no such array of the clip's length.
    """
    from sta_lstm.prediction.map_files import read_curve

    return [read_curve(path, clip, array=array) for path, array in map(_place, options.curves)]


def _place(given: str) -> tuple[Path, str | None]:
    """A file, and the array of it that is named behind a colon; a file whose name has that colon is meant as it is."""
    if _is_file(given):
        return Path(given), None
    parts = given.split(":")
    for n in range(1, len(parts)):
        path, array = ":".join(parts[:n]), ":".join(parts[n:])
        if _is_file(path) or path.lower().endswith((".npz", ".npy")):
            return Path(path), array
    return Path(given), None


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):  # a name that no disk can hold
        return False
