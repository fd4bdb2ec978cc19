"""Python pickles of dicts, lists and arrays, such as AIST++'s ``keypoints3d``: read without running anything.

What is in them is found by `nested`; a file that wants to run code is refused by `pickled`.
"""

from __future__ import annotations

from sta_lstm.formats.arrays.nested import nested_clip, nested_entries
from sta_lstm.formats.arrays.pickled import unpickled
from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.pose.pyskl import sniff_pyskl
from sta_lstm.formats.registry import register
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.skeletons import Clip

_PROTOCOLS = range(2, 6)


def sniff_pickle(head: bytes) -> bool:
    """Whether a file begins as a pickle of protocol 2 to 5: not PYSKL's, nor safetensors, whose length may look so."""
    if len(head) < 3 or head[0] != 0x80 or head[1] not in _PROTOCOLS or head[8:9] == b"{":
        return False
    return not sniff_pyskl(head)


def pickle_entries(data: bytes, name: str) -> tuple[str, ...]:
    """The keys that lead to the recordings in a pickle; the file's name where there is one alone.

    Raises:
        ClipError: it is damaged, wants to run code, or holds no positions.
    """
    entries = nested_entries(unpickled(data, name), name)
    return entries if len(entries) > 1 else (name,)


def read_pickle(data: bytes, name: str, options: ReadOptions = AS_STORED) -> Clip:
    """The recording that `ReadOptions.entry` names, else the first.

    Raises:
        ClipError: the file is damaged, wants to run code, or holds no positions.
    """
    return nested_clip(unpickled(data, name), name, options)


PICKLE = register(
    ClipFormat(
        name="pickled arrays",
        endings=(".pkl", ".pickle", ".p"),
        sniff=sniff_pickle,
        read=read_pickle,
        write=None,
        description="Arrays of positions in dicts and lists, as Python pickles hold them; no code in them is run.",
        joints="any with a layout",
        persons="1 to 8",
        knows_unit=False,
        entries=pickle_entries,
    )
)
