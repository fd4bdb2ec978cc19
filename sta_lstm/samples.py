"""The clips and checkpoints that come with the package, and names for them.

In the source tree they lie at the top level, beside ``app.py`` and ``app_pages/``. A wheel carries the same files in
the same arrangement inside the package, in ``sta_lstm/bundle/``.
"""

import hashlib
import os
import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from itertools import islice
from pathlib import Path

from sta_lstm.disk import lies_within
from sta_lstm.errors import CheckpointError, ClipError, StaLstmError
from sta_lstm.words import address_words

CHECKPOINT_SUFFIX = ".safetensors"
ONNX_SUFFIX = ".onnx"
#: Environment variable with a folder of checkpoints that the app offers; ``sta-lstm app --checkpoints`` sets it.
FOLDER_VARIABLE = "STA_LSTM_CHECKPOINTS"
#: Environment variable with a folder of clips that the app offers; ``sta-lstm app --clips`` sets it.
CLIPS_VARIABLE = "STA_LSTM_CLIPS"
#: Environment variable with a folder of attended clips that the app offers; ``sta-lstm app --attended`` sets it.
ATTENDED_VARIABLE = "STA_LSTM_ATTENDED"
#: Of a larger folder, the first by name.
MAX_FOLDER_FILES = 200
#: Folder within the folder of a training run in which its snapshots lie.
SNAPSHOT_FOLDER = "epochs"

#: How the names of the samples begin that show a real person.
_REAL = "real-"
#: How the names of sample clips begin that stand behind the others, together: a long one, those of a real person, one
#: on which the model errs, and those in other layouts than most.
_GROUPS = ("long-", _REAL, "mistaken-", "kinect-20-", "sbu-15-")

_SNAPSHOT = re.compile(rf"epoch-(\d{{4,9}}){re.escape(CHECKPOINT_SUFFIX)}", re.ASCII)

_PACKAGE = Path(__file__).resolve().parent


def bundle_folder() -> Path:
    """Folder that holds ``app.py``, ``app_pages/``, ``sample_data/`` and ``.streamlit/``."""
    packaged = _PACKAGE / "bundle"
    return packaged if packaged.is_dir() else _PACKAGE.parent


def sample_clips() -> tuple[Path, ...]:
    """Every sample clip by name: planted motions first, then those of `_GROUPS`."""
    return tuple(sorted(_files(bundle_folder() / "sample_data" / "clips"), key=_group))


def is_made_up(file_name: str) -> bool:
    """Whether the sample clip of that name is a planted motion: all are, but those of a real person."""
    return not file_name.startswith(_REAL)


def made_up_sample(content: bytes) -> Path | None:
    """The sample clip of these bytes, whatever the file is called by now; None where it is no planted motion.

    Not every format of the samples has room to say so.
    """
    return next((path for path in _made_up_of_size().get(len(content), ()) if path.read_bytes() == content), None)


def made_up_action(sample: Path) -> str | None:
    """What is done in a planted sample of one action, which is called so; None for those of `_GROUPS`."""
    return None if _group(sample) else sample.stem.replace("-", " ")


@cache
def _made_up_of_size() -> dict[int, tuple[Path, ...]]:
    """The planted samples, by how many bytes they have."""
    found = defaultdict[int, list[Path]](list)
    for path in sample_clips():
        if is_made_up(path.name):
            found[path.stat().st_size].append(path)
    return {size: tuple(paths) for size, paths in found.items()}


def sample_labels(clip: str) -> Path | None:
    """The file that says where in a sample clip its actions lie, if it has one; by the clip's name without ending."""
    path = bundle_folder() / "sample_data" / "labels" / f"{clip}.csv"
    return path if path.is_file() else None


def sample_checkpoints() -> tuple[Path, ...]:
    """Every sample checkpoint, by name."""
    found = _files(bundle_folder() / "sample_data" / "checkpoints")
    return tuple(path for path in found if path.suffix == CHECKPOINT_SUFFIX)


def sample_runs() -> dict[str, tuple[Path, ...]]:
    """Every training run of which snapshots come with the package, by name: its snapshots, the earliest first."""
    root = bundle_folder() / "sample_data" / "checkpoints"
    return _runs(root, _files_below(root))


def folder_checkpoints(folder: str | os.PathLike[str] | None = None) -> dict[str, Path]:
    """Checkpoints in a folder and in those below it, by their paths within it, without the suffix: ``run-3/sbu-sta``.

    An ONNX file keeps its suffix, since it may have been exported beside the checkpoint of its name. Snapshots of a
    training are not among them: see `folder_runs`. Nor is what a link leads to that is outside of the folder: whoever
    may write into it need not be allowed to show the rest of the disk.

    Args:
        folder: where to look; if left out, what the environment variable `FOLDER_VARIABLE` names, if anything.

    Returns:
        At most `MAX_FOLDER_FILES`, by name, or where a name is no text by what `address_words` makes of it; none where
        the folder is missing or cannot be read.
    """
    root = _root(folder)
    if root is None:
        return {}
    found = (path for path in _files_below(root) if snapshot_epoch(path) is None)
    files = list(islice(found, MAX_FOLDER_FILES))
    names = (path.relative_to(root).as_posix().removesuffix(CHECKPOINT_SUFFIX) for path in files)
    return dict(zip(address_words(names), files, strict=True))


def folder_runs(folder: str | os.PathLike[str] | None = None) -> dict[str, tuple[Path, ...]]:
    """Training runs that left snapshots in a folder or below it, by their paths within it: ``run-3``.

    Args:
        folder: as in `folder_checkpoints`.

    Returns:
        At most `MAX_FOLDER_FILES` runs, by name, each with its snapshots, the earliest first.
    """
    root = _root(folder)
    return {} if root is None else dict(islice(_runs(root, _files_below(root)).items(), MAX_FOLDER_FILES))


def checkpoints_folder() -> Path | None:
    """The folder of checkpoints that the environment variable `FOLDER_VARIABLE` names, if any."""
    named = os.environ.get(FOLDER_VARIABLE)
    return Path(named).expanduser() if named else None


def clips_folder() -> Path | None:
    """The folder of clips that the environment variable `CLIPS_VARIABLE` names, if any."""
    named = os.environ.get(CLIPS_VARIABLE)
    return Path(named).expanduser().absolute() if named else None


def folder_state(folder: Path) -> str:
    """A word that changes when a file in ``folder`` or below it comes, goes, or is written anew; hidden ones apart."""
    state = hashlib.sha256()
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(place, name)
            try:
                status = path.stat()
            except OSError:
                continue  # just removed, or a link to nowhere
            state.update(f"{path}\0{status.st_mtime_ns}\0{status.st_size}\0".encode("utf-8", "surrogateescape"))
    return state.hexdigest()[:16]


def snapshot_name(epoch: int) -> str:
    """What the snapshot after so many epochs is called."""
    return f"epoch-{epoch:04}{CHECKPOINT_SUFFIX}"


def snapshot_epoch(path: str | os.PathLike[str]) -> int | None:
    """After how many epochs a snapshot was taken, by its name; None for any other file."""
    match = _SNAPSHOT.fullmatch(Path(path).name)
    return None if match is None else int(match[1])


def resolve_clip(name_or_path: str) -> Path:
    """Find a clip: a file where there is one by that path, else the sample of that name (with or without its suffix).

    Raises:
        ClipError: there is neither; the message lists the samples.
    """
    return _resolve(name_or_path, sample_clips(), "clip", ClipError)


def resolve_checkpoint(name_or_path: str) -> Path:
    """Find a checkpoint: a file where there is one by that path, else the sample of that name, such as ``demo-sta``.

    Raises:
        CheckpointError: there is neither; the message lists the samples.
    """
    return _resolve(name_or_path, sample_checkpoints(), "checkpoint", CheckpointError)


def _files(folder: Path) -> tuple[Path, ...]:
    """Regular files of a folder in the order of their names; none where the folder is missing."""
    if not folder.is_dir():
        return ()
    return tuple(sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")))


def _group(path: Path) -> int:
    return next((place for place, start in enumerate(_GROUPS, 1) if path.name.startswith(start)), 0)


def _root(folder: str | os.PathLike[str] | None) -> Path | None:
    return checkpoints_folder() if folder is None else Path(folder).expanduser()


def _files_below(root: Path) -> list[Path]:
    """Checkpoints of every kind in a folder and in those below it, by name; hidden ones are nobody's business."""
    return sorted(
        path
        for path in root.rglob("*")
        if path.suffix in (CHECKPOINT_SUFFIX, ONNX_SUFFIX)
        and not any(part.startswith(".") for part in path.relative_to(root).parts)
        and path.is_file()
        and lies_within(path, root)
    )


def _runs(root: Path, files: Iterable[Path]) -> dict[str, tuple[Path, ...]]:
    """The snapshots among ``files`` by the folder of their run."""
    runs = defaultdict(list)
    for path in files:
        if snapshot_epoch(path) is not None:
            run = path.parent.parent if path.parent.name == SNAPSHOT_FOLDER else path.parent
            inside = run != root and root in run.parents
            runs[run.relative_to(root).as_posix() if inside else run.resolve().name].append(path)
    names = sorted(runs)
    return {
        called: tuple(sorted(runs[name], key=lambda path: snapshot_epoch(path) or 0))
        for called, name in zip(address_words(names), names, strict=True)
    }


def _resolve(name_or_path: str, samples: tuple[Path, ...], noun: str, error: type[StaLstmError]) -> Path:
    try:
        path = Path(name_or_path).expanduser()
        is_file, is_folder = path.is_file(), path.is_dir()
    except (OSError, ValueError, RuntimeError) as cause:  # a name too long, a null byte, ~ with nobody's name
        shown = repr(name_or_path[:80])
        raise error(f"{shown} cannot be the path of a {noun}. Give a file or {_choices(samples)}.") from cause
    if is_file:
        return path
    for sample in samples:
        if name_or_path in (sample.name, sample.stem):
            return sample
    if is_folder:
        raise error(f"{name_or_path!r} is a folder, and a {noun} is one file. Give a file or {_choices(samples)}.")
    raise error(f"There is no {noun} {name_or_path!r}. Give the path of a file or {_choices(samples)}.")


def _choices(samples: Iterable[Path]) -> str:
    names = ", ".join(sample.stem for sample in samples)
    return f"the name of a sample ({names})" if names else "the name of a sample (none is installed)"
