"""The formats that are known: those of this package, and those that others add."""

from __future__ import annotations

import inspect
import sys
import warnings
from collections.abc import Callable
from functools import cache, partial
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

from sta_lstm.errors import SettingsError
from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.guard import gated, guarded
from sta_lstm.formats.rules.text import one_line

#: An installed package names its readers in this group: ``name = "module:attribute"``, the attribute a `ClipFormat`.
ENTRY_POINTS = "sta_lstm.formats"

#: The readers of this package, in the order in which signatures and names are asked; each module registers its own.
_MODULES = tuple(
    f"{__package__}.{name}"
    for name in (
        "datasets.ntu",
        "datasets.sbu",
        "arrays.npz",
        "arrays.numpy_array",
        "pose.openpose",
        "pose.alphapose",
        "pose.mediapipe",
        "bvh.bvh",
        "mocap.asf_amc",
        "mocap.mvnx",
        "mocap.c3d",
        "tables.parquet",
        "tables.trc",
        "tables.foreign",  # before our own table: a .csv without our signature is somebody else's
        "tables.own_csv",
        "datasets.msr",
        "datasets.utkinect",
        "arrays.mat",
        "datasets.nwucla",
        "pose.stgcn",
        "pose.mmpose",
        "pose.pyskl",
        "arrays.pickle_file",  # after PYSKL's pickles
        "tables.bare",
        "points.points",  # last of those that read JSON: it takes what the others do not know
    )
)
#: By module, as they are imported, in whatever order that is.
_built_in: dict[str, ClipFormat] = {}
#: By the format's name, in the order in which they were registered.
_registered: dict[str, ClipFormat] = {}
_MOST_LETTERS = 200


def register(clip_format: ClipFormat) -> ClipFormat:
    """Make a format known: from now on its files are read and, if it writes, written, wherever clips are.

    A format of somebody else's is asked before those of this package, so its ``sniff`` must know its own files and no
    others. Formats from entry points come first, by name, then those that were registered here, in that order. Its
    reader may fail as it likes: whatever it raises is told as a ClipError. Registering a name again replaces it, so
    that a notebook's cell can be run twice.

    Args:
        clip_format: the format; its functions need not be of any module that is installed.

    Returns:
        The same format, so that it can be given a name where it is registered.

    Raises:
        SettingsError: it is not a `ClipFormat`, or has the name of a format of this package.
    """
    _check(clip_format)
    module = module_of(clip_format.read)
    if module in _MODULES:
        _built_in[module] = gated(clip_format)
        return _built_in[module]
    if any(clip_format.name == known.name for known in built_in_formats()):
        raise SettingsError(f"there is a format '{clip_format.name}' already; give yours another name.")
    _registered[clip_format.name] = guarded(clip_format)
    return clip_format


def unregister(clip_format: ClipFormat) -> None:
    """Forget a format that was registered with `register`; nothing happens if it was not."""
    _registered.pop(clip_format.name, None)


def clip_formats() -> tuple[ClipFormat, ...]:
    """Every known format, in the order in which signatures are asked: others' (see `register`), then this package's."""
    others = {clip_format.name: clip_format for clip_format in (*_installed(), *_registered.values())}
    return (*others.values(), *built_in_formats())


@cache
def built_in_formats() -> tuple[ClipFormat, ...]:
    """The formats of this package, in the order in which their signatures are asked."""
    for module in _MODULES:
        import_module(module)
    return tuple(_built_in[module] for module in _MODULES)


def registered_here() -> bool:
    """Whether a format was registered in this process, so that another that starts afresh would not know it."""
    return bool(_registered)


def code_of_others() -> tuple[Path, ...] | None:
    """The source files of every format that is not of this package; None where those of one cannot be found.

    Of a reader in a package these are all of the package's, since it may call any of them.
    """
    files: list[Path] = []
    for clip_format in (*_installed(), *_registered.values()):
        found = _code_of(module_of(clip_format.read))
        if not found:
            return None
        files += found
    return tuple(dict.fromkeys(files))


def module_of(function: Callable[..., Any]) -> str:
    """The name of the module in which a function, or what is wrapped in it, was written; empty where none is known."""
    while isinstance(function, partial):
        function = function.func
    return getattr(inspect.unwrap(function), "__module__", None) or ""


@cache
def _installed() -> tuple[ClipFormat, ...]:
    """The formats that installed packages name; one that cannot be loaded is named in a warning, and left out."""
    found: dict[str, ClipFormat] = {}
    known = {clip_format.name for clip_format in built_in_formats()}
    for entry in sorted(metadata.entry_points(group=ENTRY_POINTS), key=lambda entry: (entry.name, entry.value)):
        try:
            clip_format = entry.load()
            _check(clip_format)
            if clip_format.name in known:
                raise SettingsError(f"there is a format '{clip_format.name}' already")
        except (Exception, SystemExit) as error:  # a module of somebody else's may fail in any way
            package = "" if entry.dist is None else f" of the package '{entry.dist.name}'"
            reason = one_line(str(error) or type(error).__name__, _MOST_LETTERS)
            warnings.warn(
                f"the reader '{entry.name}' ({entry.value}){package} cannot be loaded, and its files are not read: "
                f"{reason}",
                stacklevel=3,
            )
            continue
        found[clip_format.name] = guarded(clip_format)
    return tuple(found.values())


def _check(clip_format: object) -> None:
    if not isinstance(clip_format, ClipFormat):
        raise SettingsError(f"expected a ClipFormat to register, got {type(clip_format).__name__}.")
    name, endings = clip_format.name, clip_format.endings
    if not isinstance(name, str) or not name or not isinstance(endings, tuple) or not endings:
        raise SettingsError("a format that is registered needs a name, and the endings of its files' names as a tuple.")
    if not all(isinstance(ending, str) for ending in endings):
        raise SettingsError(f"the endings of format '{name}' must be texts; got {endings!r:.100}.")
    if any(ending != ending.lower() for ending in clip_format.endings):
        raise SettingsError(f"the endings of format '{clip_format.name}' must be in lower case.")
    for field in ("sniff", "read", "write", "entries"):
        function = getattr(clip_format, field)
        if not callable(function) and (function is not None or field in ("sniff", "read")):
            raise SettingsError(f"{field} of format '{name}' must be a function; got {type(function).__name__}.")
    if type(clip_format.folders) is not int or clip_format.folders < 0:
        raise SettingsError(f"folders of format '{name}' must be a number from 0 up; got {clip_format.folders!r:.40}.")


def _code_of(module: str) -> list[Path]:
    """The source files of the package that a module is in, or of the module itself; none where there are none."""
    try:
        own = inspect.getsourcefile(import_module(module))
    except (ImportError, ValueError, TypeError):  # made by hand, typed at a prompt, or compiled
        return []
    if own is None or not Path(own).is_file():
        return []
    package = sys.modules.get(module.partition(".")[0])
    places = getattr(package, "__path__", ())
    return sorted({Path(own), *(file for place in places for file in Path(place).rglob("*.py"))})
