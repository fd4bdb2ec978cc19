"""What else people drop here, by how it begins: each gets a sentence that says what it is, and what opens instead."""

from __future__ import annotations

import re

_LFS = b"version https://git-lfs.github.com/spec/"
_HTML = re.compile(rb"\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_BOM = b"\xef\xbb\xbf"
_OFFICE = ((b"xl/", "an Excel workbook: save its sheet as CSV"), (b"word/", "a Word document"))
_VIDEO = (
    "It is a video: run a pose estimator (MediaPipe, OpenPose, AlphaPose, MMPose) on it, and open the file of poses "
    "that it writes."
)
_POINTER = (
    "It is a Git LFS pointer, a line of text in the place of the file: run 'git lfs pull' where it was cloned, or "
    "download the file itself."
)
_PAGE = "It is a web page (HTML), not the file: the address led to a page about it. Download the file itself."

#: By the first bytes.
_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (
        b"PK\x03\x04",
        "It is a zip archive: unpack it, and choose one recording (a .pt checkpoint is such an archive too).",
    ),
    (b"PK\x05\x06", "It is a zip archive with nothing in it."),
    (b"\x1f\x8b", "It is compressed with gzip: unpack it first."),
    (b"BZh", "It is compressed with bzip2: unpack it first."),
    (b"\xfd7zXZ", "It is compressed with xz: unpack it first."),
    (b"\x28\xb5\x2f\xfd", "It is compressed with zstd: unpack it first."),
    (b"7z\xbc\xaf", "It is a 7-Zip archive: unpack it, and choose one recording."),
    (b"Rar!\x1a\x07", "It is a RAR archive: unpack it, and choose one recording."),
    (b"\x80", "It looks like a Python pickle, which is never opened, because it can run code."),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "It is a document of an older Excel or Word: save its sheet as CSV."),
    (b"Kaydara FBX Binary", "It is an FBX file: export the animation as BVH (Blender and MotionBuilder do)."),
    (b"; FBX", "It is an FBX file: export the animation as BVH (Blender and MotionBuilder do)."),
    (b"glTF", "It is a glTF model: export its animation as BVH (Blender does)."),
    (b"\x1aE\xdf\xa3", _VIDEO),
    (b"\x00\x00\x01\xba", _VIDEO),
    (b"\x89PNG", "It is a picture."),
    (b"GIF8", "It is a picture."),
    (b"\xff\xd8\xff", "It is a picture."),
    (b"%PDF", "It is a PDF document."),
)


def stand_in(head: bytes) -> str | None:
    """What lies in the place of a file that was never fetched: a Git LFS pointer, or a page about it; else None."""
    if head.startswith(_LFS):
        return _POINTER
    return _PAGE if _HTML.match(head.removeprefix(_BOM)) else None


def office(head: bytes) -> str | None:
    """What an archive is that an office program wrote; None if it is no such archive."""
    if not head.startswith(b"PK\x03\x04") or (b"[Content_Types].xml" not in head and b"_rels/" not in head):
        return None
    what = next((what for folder, what in _OFFICE if folder in head), "a file of an office program: save it as CSV")
    return f"It is {what}."


def other_program(head: bytes, file_name: str) -> str | None:
    """What a file is that no reader knows by its first bytes, and what to do; None if nothing is known.

    Args:
        head: its first bytes, at most `HEAD_BYTES`.
        file_name: its name.
    """
    known = stand_in(head) or office(head)
    if known is not None:
        return known
    if head.startswith(b"\x89HDF"):
        return _hdf5(file_name.lower())
    if head[4:8] in (b"ftyp", b"moov", b"mdat") or (head.startswith(b"RIFF") and head[8:12] == b"AVI "):
        return _VIDEO
    return next((sentence for magic, sentence in _BEGINNINGS if head.startswith(magic)), None)


def _hdf5(file_name: str) -> str:
    if file_name.endswith(".slp"):
        return (
            "It is an HDF5 file of SLEAP: export it as CSV (in its window: File, Export Analysis CSV), and open that."
        )
    if file_name.endswith(".mat"):
        return "It is an HDF5 file of MATLAB (version 7.3): save it with save('file.mat', 'variable', '-v7')."
    return (
        "It is an HDF5 file. Of DeepLabCut, open the CSV beside it (save_as_csv=True writes one); of SLEAP, export it "
        "as CSV; of others, save the positions with numpy.save."
    )
