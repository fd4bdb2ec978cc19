"""File formats: from bytes to a validated `Clip`, and back.

What is named in ``__all__`` is public; whatever else is in here may move.

A reader is a function ``read(data, name, options) -> Clip`` that raises ClipError, and nothing else, on anything that
is not its format, and a `ClipFormat` that says how such files are known:

    MINE = register(ClipFormat(name="Mine", endings=(".mine",), sniff=lambda head: head.startswith(b"MINE"),
                               read=read_mine, write=None, description="…", joints="25", persons="1"))

From then on `load_clip`, lists of recordings, data sets, the command line and the app read it. A package that is
installed has it found by itself: ``[project.entry-points."sta_lstm.formats"] mine = "my_package.mine:MINE"``.

The rules that readers share are in ``formats.rules``. In the order in which a reader needs them:

- bytes: `text` (decoding, lines, numbers), `json_values`, `archive` (zip), all within bounds; safe pickles are in
  ``arrays.pickled``. `no_gc` is around every reader already, and so is the gate (`guard`).
- keys: nothing from a file is the key of a dict, or in a set, but texts and what `keys.is_key` admits; what grows with
  the file grows no faster (``tests/formats/fuzz/growing.py``). A long way through a file is told to `effort`.
- size: `bodies.check_size` before anything large is made, `bodies.tracked` for who is seen.
- joints: a layout of `sta_lstm.skeletons.LAYOUTS`, or `formats.names` where the file names them.
- what is missing: `confidence` for joints of which an estimator is not sure, `gaps` for zeros and holes.
- persons: `tracks` where bodies have an ID a frame, `image` where they come from pictures.
- what the file leaves open: `infer_missing.clip_of` takes it from `ReadOptions`, or finds it out with `units`,
  `up_axis` and `gaps`, and says so in the clip's notes. Frames known by numbers: `frame_numbers`.
- at the end one `Clip(…)`, which checks everything.

A new reader in this package is a module in a wing, its line in ``registry``, a seed in ``tests/formats/fuzz/seeds.py``
and a large file in ``large.py``; a test says which is missing.
"""

from sta_lstm.formats.collection import recordings
from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.load import MAX_BYTES, load_clip, save_clip
from sta_lstm.formats.recording import Recording
from sta_lstm.formats.registry import built_in_formats, clip_formats, register, unregister
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions

__all__ = [
    "AS_STORED",
    "MAX_BYTES",
    "ClipFormat",
    "ReadOptions",
    "Recording",
    "built_in_formats",
    "clip_formats",
    "load_clip",
    "recordings",
    "register",
    "save_clip",
    "unregister",
]
