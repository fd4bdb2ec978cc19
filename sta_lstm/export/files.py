"""From drawn pictures to files: the same prediction gives the same bytes."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sta_lstm.disk import write_whole
from sta_lstm.errors import SettingsError
from sta_lstm.export.style import house_style
from sta_lstm.export.video import gif_bytes, mp4_bytes
from sta_lstm.prediction import Prediction, Provenance
from sta_lstm.words import label_line

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_DPI = 300
_MAX_ABOUT = 4000
# No date, so that the same picture is the same file; and where a kind of file says what it is about.
_PICTURES: dict[str, dict[str, Any]] = {".svg": {}, ".pdf": {}, ".png": {"dpi": _DPI}}
_NO_DATE = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}, ".png": {}}
_ABOUT = {".svg": "Description", ".pdf": "Subject", ".png": "Description"}
_VIDEOS: dict[str, Callable[..., bytes]] = {".mp4": mp4_bytes, ".gif": gif_bytes}
PICTURE_SUFFIXES, VIDEO_SUFFIXES = tuple(_PICTURES), tuple(_VIDEOS)


def check_suffix(path: str | os.PathLike[str], suffixes: tuple[str, ...], what: str) -> str:
    """The ending of ``path`` in lower case.

    Raises:
        SettingsError: it is none of ``suffixes``; the message lists them.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in suffixes:
        came = f"as '{suffix}'" if suffix else f"to '{path}', which has no ending"
        raise SettingsError(f"{what} cannot be written {came}; choose a name that ends in {', '.join(suffixes)}.")
    return suffix


def picture_bytes(figure: Figure, suffix: str, provenance: Provenance | None = None) -> bytes:
    """``figure`` as a file: ``.svg`` (text stays text), ``.pdf`` (TrueType fonts) or ``.png`` (300 dots an inch).

    Args:
        figure: what was drawn.
        suffix: the kind of file.
        provenance: of the prediction that it shows; it stands among what the file says of itself.

    Raises:
        SettingsError: another suffix.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    suffix = check_suffix(f"picture{suffix}", PICTURE_SUFFIXES, "a picture")
    FigureCanvasAgg(figure)
    buffer = io.BytesIO()
    about = {} if provenance is None else {_ABOUT[suffix]: label_line(provenance.in_full(), _MAX_ABOUT)}
    with house_style():
        figure.savefig(buffer, format=suffix[1:], metadata=_NO_DATE[suffix] | about, **_PICTURES[suffix])
    return buffer.getvalue()


def save_picture(figure: Figure, path: str | os.PathLike[str], provenance: Provenance | None = None) -> None:
    """Write ``figure`` to ``path``: what `picture_bytes` gives for its ending. An existing file is replaced whole.

    Args:
        figure: what was drawn.
        path: where to; its ending says the kind of file.
        provenance: of the prediction that it shows.

    Raises:
        SettingsError: another ending, or the file cannot be written.
    """
    write_whole(path, picture_bytes(figure, check_suffix(path, PICTURE_SUFFIXES, "a picture"), provenance))


def video_bytes(prediction: Prediction, suffix: str, *, progress: bool = False) -> bytes:
    """The moving bodies with their attention, above β with a playhead, at the clip's own rate.

    - ``.mp4``: H.264 where PyAV has it, else MPEG-4; every frame of the clip.
    - ``.gif``: every frame up to 50 a second, which is as fast as browsers play; of faster clips fewer.

    Args:
        prediction: what is shown.
        suffix: the kind of video.
        progress: show a bar on the terminal, where there is one.

    Raises:
        SettingsError: another suffix, or a package of the extra is not installed.
    """
    return _VIDEOS[check_suffix(f"video{suffix}", VIDEO_SUFFIXES, "a video")](prediction, progress=progress)


def save_video(prediction: Prediction, path: str | os.PathLike[str], *, progress: bool = False) -> None:
    """Write `video_bytes` for the ending of ``path``. An existing file is replaced whole.

    Raises:
        SettingsError: another ending, the file cannot be written, or a package of the extra is not installed.
    """
    write_whole(path, video_bytes(prediction, check_suffix(path, VIDEO_SUFFIXES, "a video"), progress=progress))
