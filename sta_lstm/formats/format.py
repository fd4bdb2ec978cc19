"""What a file format is to this package: one frozen row that says how to know, read and write it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sta_lstm.skeletons import Clip


@dataclass(frozen=True)
class ClipFormat:
    """One file format of skeleton clips.

    Attributes:
        name: what people call the format.
        endings: how the names of such files end, in lower case; the first is the usual one.
        sniff: whether the first bytes of a file (at most `HEAD_BYTES`) bear the format's signature.
        read: the file's bytes and its name → clip. Raises ClipError, and nothing else, on anything that is not one.
        write: clip → the file's bytes; None where the format is only read. Raises ClipError where the format cannot
            hold the clip.
        description: one sentence about it for people.
        folders: how many of the folders above a file belong to its name, because the file's own name says nothing.
    """

    name: str
    endings: tuple[str, ...]
    sniff: Callable[[bytes], bool]
    read: Callable[[bytes, str], Clip]
    write: Callable[[Clip], bytes] | None
    description: str
    folders: int = 0

    def claims(self, file_name: str) -> bool:
        """Whether a file of that name should be in this format."""
        return file_name.lower().endswith(self.endings)


#: How much of a file a signature may look at.
HEAD_BYTES = 4096
