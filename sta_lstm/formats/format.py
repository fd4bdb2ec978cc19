"""What a file format is to this package: one frozen row that says how to know, read and write it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.skeletons import Clip


@dataclass(frozen=True)
class ClipFormat:
    """One file format of skeleton clips.

    Attributes:
        name: what people call the format.
        endings: how the names of such files end, in lower case; the first is the usual one.
        sniff: whether the first bytes of a file (at most `HEAD_BYTES`) bear the format's signature.
        read: the file's bytes, its name, and what its owner says of it → clip. Raises ClipError, and nothing else, on
            anything that is not one.
        write: clip → the file's bytes; None where the format is only read. Raises ClipError where the format cannot
            hold the clip.
        description: one sentence about it for people.
        joints: how many joints a body has, for people.
        persons: how many persons a file holds, for people.
        tested_on: the real recordings that the reader was tested on; empty if none.
        knows_unit: whether the format says its unit of length. If not, ``read`` finds one out, unless it is told one.
        entries: for files that hold several recordings: bytes and name → what to call each, to be chosen by
            `ReadOptions.entry`. None where a file is one recording.
        loss: what ``write`` cannot keep of a clip, in one sentence; empty where reading the file gives the same clip.
        is_weak: whether the name of a data set's file outweighs what ``sniff`` says.
        folders: how many of the folders above a file belong to its name, because the file's own name says nothing.
    """

    name: str
    endings: tuple[str, ...]
    sniff: Callable[[bytes], bool]
    read: Callable[[bytes, str, ReadOptions], Clip]
    write: Callable[[Clip], bytes] | None
    description: str
    joints: str
    persons: str
    tested_on: str = ""
    knows_unit: bool = True
    entries: Callable[[bytes, str], tuple[str, ...]] | None = None
    loss: str = ""
    folders: int = 0
    is_weak: bool = False

    def claims(self, file_name: str) -> bool:
        """Whether a file of that name should be in this format."""
        return file_name.lower().endswith(self.endings)


#: How much of a file a signature may look at.
HEAD_BYTES = 4096
