"""``sta-lstm convert``: a recording in another format, another layout, or in parts; or every one of many.

`one` writes a recording, whole or in parts; `many` writes all of a folder, an archive or a file of several; `parts` is
what both do to a recording.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from sta_lstm.cli.command import Command
from sta_lstm.cli.convert.many import convert_many
from sta_lstm.cli.convert.one import convert_one
from sta_lstm.cli.convert.parts import wants_parts
from sta_lstm.cli.inputs.data import whole_number
from sta_lstm.cli.inputs.opening import CLIP_HELP, is_several, place_of
from sta_lstm.cli.inputs.read_options import add_read_options
from sta_lstm.errors import SettingsError

__all__ = ["COMMAND"]

#: The format of parts, unless another is named.
_ENDING = ".npz"


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("clip", metavar="IN", help=CLIP_HELP)
    parser.add_argument(
        "out",
        metavar="OUT",
        type=Path,
        help="the file to write, in the format of its ending; of parts, and of many recordings, the folder",
    )
    parser.add_argument("--layout", metavar="LAYOUT", help="convert to these joints; those it lacks are inferred")
    parser.add_argument(
        "--from", dest="start", type=whole_number(0), metavar="FRAME", help="the first frame to keep, from 0"
    )
    parser.add_argument(
        "--to", dest="end", type=whole_number(1), metavar="FRAME", help="the frame after the last to keep"
    )
    parser.add_argument(
        "--segments", type=Path, metavar="FILE", help="write the parts that a file lists (start,end,label) into OUT"
    )
    parser.add_argument("--every", type=float, metavar="SECONDS", help="write parts of so many seconds into OUT")
    parser.add_argument(
        "--as",
        dest="ending",
        metavar="ENDING",
        help="the format of parts, by its ending (.npz); of a folder or an archive, write every recording into OUT",
    )
    parser.add_argument("--json", action="store_true", help="print the answer as one JSON object")
    add_read_options(parser)
    parser.set_defaults(is_cut_later=True)


def _run(options: argparse.Namespace) -> None:
    path, in_parts = place_of(options.clip), wants_parts(options)
    many = options.ending is not None and not options.entries and is_several(path)
    if options.ending is not None and not (in_parts or many):
        raise SettingsError("--as is the format of parts, and of many recordings; OUT's own ending is that of one.")
    ending = f".{(options.ending or _ENDING).removeprefix('.')}"
    (convert_many if many else convert_one)(path, options, ending)


COMMAND = Command(
    name="convert",
    help="write a recording in another format, another layout, or in parts",
    description="Write a recording, or all of a folder or a zip archive, in another format, with the joints of another "
    "layout, or cut into parts; and say what was lost.",
    add_arguments=_add_arguments,
    run=_run,
)
