"""Any folder of clips that has one sub-folder a class."""

from __future__ import annotations

from pathlib import Path

from sta_lstm.datasets.dataset import Skipped
from sta_lstm.datasets.folds import given_or_drawn
from sta_lstm.datasets.plan import Plan, Recording, Segment, read_segments
from sta_lstm.formats import FORMATS


def is_folders(folder: Path) -> bool:
    """Whether a sub-folder of ``folder`` holds a file whose ending is that of a clip."""
    return any(
        clip_format.claims(path.name)
        for place in _visible(folder)
        if place.is_dir()
        for path in _visible(place)
        for clip_format in FORMATS
    )


def plan_folders(folder: Path) -> Plan:
    """Every file in every sub-folder of ``folder``; the sub-folder's name is the label, and subjects are not known."""
    recordings, skipped = [], []
    classes = [place for place in _visible(folder) if place.is_dir()]
    skipped += [
        Skipped(path.name, "it lies beside the classes' folders, not in one of them.")
        for path in _visible(folder)
        if not path.is_dir()
    ]
    for place in classes:
        for path in _visible(place):
            source = f"{place.name}/{path.name}"
            if path.is_dir():
                skipped.append(Skipped(source, "it is a folder inside a class's folder; move its clips up into that."))
            else:
                recordings.append(Recording(path, (Segment(source, place.name),), read_segments))
    return Plan(
        kind="folders",
        name=folder.name,
        recordings=tuple(recordings),
        class_names=tuple(place.name for place in classes),
        divide=given_or_drawn,
        skipped=tuple(skipped),
    )


def _visible(folder: Path) -> list[Path]:
    """What lies in ``folder``, by name, but for hidden files and what archives of a Mac add."""
    return sorted(path for path in folder.iterdir() if not path.name.startswith((".", "__")))
