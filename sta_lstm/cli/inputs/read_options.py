"""How a recording is to be read: the options that override what its file says, the same for every command."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import TYPE_CHECKING

from sta_lstm.errors import SettingsError

if TYPE_CHECKING:
    from sta_lstm.formats.rules.read_options import ReadOptions

_SIGNED_AXES = ("x", "y", "z", "-x", "-y", "-z")
_UNITS = ("metres", "centimetres", "millimetres", "inches", "feet")


def add_read_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options that say how a file is read."""
    group = parser.add_argument_group("reading", "What the file does not say, or says wrongly:")
    group.add_argument("--joints", metavar="LAYOUT", help="whose joints they are, where the file does not name them")
    group.add_argument(
        "--entry",
        dest="entries",
        action="append",
        default=[],
        metavar="NAME",
        help="which recording, where a file, a folder or a zip archive holds several; its name as 'info' lists it",
    )
    group.add_argument("--fps", type=float, metavar="N", help="frames a second")
    group.add_argument(
        "--unit", type=_unit, metavar="UNIT", help=f"the unit of length: {', '.join(_UNITS)}, or its metres"
    )
    group.add_argument(
        "--up",
        choices=_SIGNED_AXES,
        metavar="AXIS",
        help="the axis that points up, x, y or z; after a minus (-y) the one that points down, which turns it over",
    )
    group.add_argument("--mirror", action="store_true", help="the file's axes are left-handed: mirror it")
    group.add_argument(
        "--level", action="store_true", help="the camera was tilted: turn everything so that whoever stands is upright"
    )
    group.add_argument(
        "--confidence",
        type=float,
        metavar="P",
        help="joints of which the estimator was less sure (0 to 1) are missing; 0.1 if left out",
    )
    group.add_argument(
        "--joints-file",
        type=Path,
        metavar="FILE",
        help="what the file's joints are: a table with the columns file,joint; a joint left empty is none",
    )
    group.add_argument(
        "--column",
        dest="columns",
        action="append",
        type=_column,
        default=[],
        metavar="WHAT=NAME",
        help="which column of a table holds what: frame, time, person, joint, x, y, z, or 'left knee.x'; repeat it",
    )


def read_options_of(options: argparse.Namespace) -> ReadOptions:
    """What the options say of any recording; which one is meant is for `sta_lstm.cli.inputs.opening` to find out.

    Raises:
        LayoutError: there is no such layout.
        ClipError: the file of joints cannot be read.
        SettingsError: a number is out of range, or a column is said twice.
    """
    from sta_lstm.formats.load import read_bytes
    from sta_lstm.formats.names.joints_file import read_joints_file
    from sta_lstm.formats.rules.read_options import ReadOptions
    from sta_lstm.skeletons import layout_named

    columns = dict(options.columns)
    if len(columns) < len(options.columns):
        raise SettingsError("--column says twice what holds the same; give each once.")
    table: Path | None = options.joints_file
    return ReadOptions(
        layout=None if options.joints is None else layout_named(options.joints),
        fps=options.fps,
        metres_per_unit=options.unit,
        up_axis=options.up,
        mirror=options.mirror,
        level=options.level,
        columns=columns,
        joints={} if table is None else read_joints_file(read_bytes(table, table.name), table.name),
        confidence=options.confidence,
        is_cut_later=getattr(options, "is_cut_later", False),
    )


def refuse_read_options(options: argparse.Namespace, instead: str) -> None:
    """Refuse the options where nothing would come of them; ``instead`` says how such clips are read.

    Raises:
        SettingsError: one is given.
    """
    from sta_lstm.formats.rules.read_options import AS_STORED

    if options.entries or read_options_of(options) != AS_STORED:
        names = "--joints, --entry, --fps, --unit, --up, --mirror, --level, --column, --joints-file and --confidence"
        raise SettingsError(f"{names} say how CLIP is read, and {instead}; leave them out.")


def _unit(text: str) -> float:
    """Metres in a unit, from its name or as a number."""
    from sta_lstm.formats.rules.units import UNITS

    try:
        metres = UNITS[text] if text in UNITS else float(text)
    except ValueError:
        metres = math.nan
    if not math.isfinite(metres):
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a unit; known are {', '.join(_UNITS)}, or a number of metres"
        )
    return metres


def _column(text: str) -> tuple[str, str]:
    what, equals, name = text.partition("=")
    if not (what and equals and name):
        raise argparse.ArgumentTypeError(f"{text!r} does not say which column holds what; write x=east")
    return what, name
