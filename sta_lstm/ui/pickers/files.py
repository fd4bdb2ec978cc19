"""A file to choose: a sample, one in a folder that was named at the start, or an upload of this visitor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sta_lstm.disk import lies_within
from sta_lstm.errors import CheckpointError
from sta_lstm.formats import ReadOptions, Recording
from sta_lstm.formats.format import HEAD_BYTES
from sta_lstm.formats.pose.openpose_frames import as_archive, by_recording
from sta_lstm.formats.recording import data_recording
from sta_lstm.skeletons import Clip
from sta_lstm.ui.session._streamlit import UploadedFile
from sta_lstm.ui.session.keys import Offered, short_hash
from sta_lstm.ui.session.preparation import UNPREPARED, Preparation, preparation_of
from sta_lstm.words import whole_text

#: Begins the keys of samples.
SAMPLE = "sample:"
#: Begins the keys of what lies in a folder that was named at the start.
FOLDER = "folder:"
#: For so long a listing of such a folder holds: a training writes into it, and listing takes time.
FOLDER_SECONDS = 5
_UPLOADED = "Yours · "  # begins the titles of uploads


@dataclass(frozen=True)
class Source:
    """A file to choose.

    Attributes:
        key: tells it apart from all others.
        title: what the list shows.
        name: the file's name.
        content: its bytes.
        companion: the bytes of the ``.json`` that belongs to a ``.pt`` file.
        is_sample: whether it is the same for all visitors.
        version: changes where a file of a folder is written anew under its name.
        recording: which of the recordings in the file it is, where that holds several.
        about: what it is, in a few words, behind its title in the list; empty where nobody looked.
    """

    key: str
    title: str
    name: str
    content: Callable[[], bytes]
    companion: Callable[[], bytes | None]
    is_sample: bool
    version: str = ""
    recording: Recording | None = None
    about: str = ""

    @property
    def cache_key(self) -> str:
        """Tells its content, and how this visitor has it prepared, apart from all others."""
        return self._key_of(preparation_of(self.key))

    def load(self, read_options: ReadOptions) -> Clip:
        """The clip that it is.

        Raises:
            ClipError: the file is not a clip.
        """
        return (self.recording or data_recording(self.name, self.content)).load(read_options)

    @property
    def whole_key(self) -> str:
        """Tells its content, and how this visitor has it read, apart from all others."""
        return self._key_of(Preparation(preparation_of(self.key).read_options))

    def _key_of(self, preparation: Preparation) -> str:
        """What is the same for all visitors, and as it is, is everybody's; all else is this visitor's own."""
        key = f"{self.key}:{self.version}:{preparation.key}"
        return Offered(key) if self.is_sample and preparation == UNPREPARED else key

    @property
    def sample(self) -> str | None:
        """The name of the sample, by which an address may ask for it; None for an upload."""
        return self.title if self.is_sample else None


def sample(path: Path, about: str = "") -> Source:
    """One of the package's files; ``about`` says what it is."""
    return Source(SAMPLE + path.name, path.stem, path.name, path.read_bytes, lambda: None, is_sample=True, about=about)


def folder_file(name: str, title: str, path: Path, within: Path) -> Source | None:
    """A file in the folder that was named at the start, or one of the package; None where it was just removed.

    Args:
        name: tells it apart from others of the folder.
        title: what the list shows.
        path: where it lies.
        within: that folder: a link out of it, which may have come since it was listed, is not followed.
    """
    try:
        status = path.stat()
    except OSError:
        return None
    version = f"{status.st_mtime_ns}:{status.st_size}"
    called, read = whole_text(path.name), partial(_read, path, within)
    return Source(FOLDER + name, title, called, read, lambda: None, is_sample=True, version=version)


def uploads(files: Sequence[UploadedFile]) -> list[Source]:
    """The uploads, newest first, frames of one recording together; a ``.json`` of a ``.pt`` is no file of its own."""
    together = _frames_together(files)
    in_others = {file.file_id for each in together for file in each.files}
    companions = {Path(file.name).stem: file for file in files if Path(file.name).suffix == ".json"}
    weights = {Path(file.name).stem for file in files if Path(file.name).suffix in (".pt", ".pth")}
    sources = []
    for file in reversed(files):
        path = Path(file.name)
        if file.file_id in in_others or (path.suffix == ".json" and path.stem in weights):
            continue
        companion = companions.get(path.stem) if path.stem in weights else None
        beside: Callable[[], bytes | None] = companion.getvalue if companion else lambda: None
        key = f"upload:{file.file_id}:{companion.file_id if companion else ''}"
        sources.append(Source(key, _UPLOADED + file.name, file.name, file.getvalue, beside, is_sample=False))
    return [*(each.source for each in together), *sources]


@dataclass(frozen=True)
class _Frames:
    """Uploads that are the frames of one recording, as OpenPose writes them."""

    title: str
    files: tuple[UploadedFile, ...]

    @property
    def source(self) -> Source:
        key = f"upload:{short_hash('+'.join(file.file_id for file in self.files))}:"
        name = f"{self.title or 'frames'}.zip"
        return Source(key, _UPLOADED + name, name, self._content, lambda: None, is_sample=False)

    def _content(self) -> bytes:
        return as_archive((file.name, file.getvalue()) for file in self.files)


def _frames_together(files: Sequence[UploadedFile]) -> list[_Frames]:
    """The recordings of which at least two frames were uploaded; of frames of one name the newest counts."""
    by_name = {file.name: file for file in files}
    found = by_recording(by_name, lambda name: bytes(by_name[name].getbuffer()[:HEAD_BYTES]))
    named = {title: tuple(by_name[name] for _, name in group) for title, group in found.items()}
    return [_Frames(title, group) for title, group in named.items() if len(group) > 1]


def _read(path: Path, within: Path) -> bytes:
    if not (path.is_file() and lies_within(path, within)):
        raise CheckpointError(f"checkpoint '{path.name}' is there no more. Choose another one.")
    try:
        return path.read_bytes()
    except OSError as error:
        raise CheckpointError(f"checkpoint '{path.name}' cannot be read: {error.strerror or error}.") from error
