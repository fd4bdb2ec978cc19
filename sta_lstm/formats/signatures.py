"""What else people drop here, by how it begins: each gets a sentence that says what it is, and what opens instead."""

from __future__ import annotations

import re

from sta_lstm.words import REPLACEMENT, label_line

_LFS = b"version https://git-lfs.github.com/spec/"
_HTML = re.compile(rb"\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_BOM = b"\xef\xbb\xbf"
_OFFICE = (
    (b"xl/", "an Excel workbook. Save its sheet as CSV, and open that"),
    (b"word/", "a Word document. Choose the recording itself"),
)
_VIDEO = (
    "It is a video. Run a pose estimator (MediaPipe, OpenPose, AlphaPose, MMPose) on it, and open the file of poses "
    "that it writes."
)
_POINTER = (
    "It is a Git LFS pointer, a line of text in the place of the file. Run 'git lfs pull' where it was cloned, or "
    "download the file itself."
)
_PICTURE = "It is a picture. Choose the file of poses that was made from it."
_PAGE = "It is a web page (HTML), not the file: the address led to a page about it. Download the file itself."

_TEXTS = ((("{", "["), "JSON"), (("<",), "XML"))
_MOST_QUOTED = 40

#: By the first bytes.
_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (
        b"PK\x03\x04",
        "It is a zip archive. Unpack it, and choose one recording (a .pt checkpoint is such an archive too).",
    ),
    (b"PK\x05\x06", "It is a zip archive with nothing in it. Copy or download it again."),
    (b"\x1f\x8b", "It is compressed with gzip. Unpack it first."),
    (b"BZh", "It is compressed with bzip2. Unpack it first."),
    (b"\xfd7zXZ", "It is compressed with xz. Unpack it first."),
    (b"\x28\xb5\x2f\xfd", "It is compressed with zstd. Unpack it first."),
    (b"7z\xbc\xaf", "It is a 7-Zip archive. Unpack it, and choose one recording."),
    (b"Rar!\x1a\x07", "It is a RAR archive. Unpack it, and choose one recording."),
    (
        b"\x80",
        "It looks like a Python pickle, which is never opened, because it can run code. "
        "Save the positions with numpy.save.",
    ),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "It is a document of an older Excel or Word. Save its sheet as CSV, and open that.",
    ),
    (b"Kaydara FBX Binary", "It is an FBX file. Export the animation as BVH (Blender and MotionBuilder do)."),
    (b"; FBX", "It is an FBX file. Export the animation as BVH (Blender and MotionBuilder do)."),
    (b"glTF", "It is a glTF model. Export its animation as BVH (Blender does)."),
    (b"\x1aE\xdf\xa3", _VIDEO),
    (b"\x00\x00\x01\xba", _VIDEO),
    (b"\x89PNG", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"%PDF", "It is a PDF document. Choose the recording itself."),
)


def stand_in(head: bytes) -> str | None:
    """What lies in the place of a file that was never fetched: a Git LFS pointer, or a page about it; else None."""
    if head.startswith(_LFS):
        return _POINTER
    return _PAGE if _HTML.match(head.removeprefix(_BOM)) else None


def looks_like(head: bytes) -> str:
    """What a file that nothing here knows looks like, as the beginning of a sentence without its end."""
    text = head.removeprefix(_BOM).decode("utf-8", "replace").strip()
    if "\0" in text or text[:_MOST_QUOTED].count(REPLACEMENT) > 1:
        return "It looks like binary data of another program"
    kind = next((kind for marks, kind in _TEXTS if text.startswith(marks)), "text")
    return f"It looks like {kind} that begins “{label_line(text, _MOST_QUOTED)}”"


def office(head: bytes) -> str | None:
    """What an archive is that an office program wrote; None if it is no such archive."""
    if not head.startswith(b"PK\x03\x04") or (b"[Content_Types].xml" not in head and b"_rels/" not in head):
        return None
    what = next(
        (what for folder, what in _OFFICE if folder in head),
        "a file of an office program. Save its table as CSV, and open that",
    )
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
    if head[8:10] == b'{"' and not any(head[4:8]):
        return "It is a file of weights (safetensors). Choose it as a checkpoint."
    if file_name.lower().endswith(".onnx"):
        return "It is a model (ONNX). Choose it as a checkpoint."
    if head.startswith(b"\x89HDF"):
        return _hdf5(file_name.lower())
    if head[4:8] in (b"ftyp", b"moov", b"mdat") or (head.startswith(b"RIFF") and head[8:12] == b"AVI "):
        return _VIDEO
    return next((sentence for magic, sentence in _BEGINNINGS if head.startswith(magic)), None)


def _hdf5(file_name: str) -> str:
    if file_name.endswith(".slp"):
        return (
            "It is an HDF5 file of SLEAP. Export it as CSV (in its window: File, Export Analysis CSV), and open that."
        )
    if file_name.endswith(".mat"):
        return "It is an HDF5 file of MATLAB (version 7.3). Save it with save('file.mat', 'variable', '-v7')."
    return (
        "It is an HDF5 file. Of DeepLabCut, open the CSV beside it (save_as_csv=True writes one); of SLEAP, export it "
        "as CSV; of others, save the positions with numpy.save."
    )
