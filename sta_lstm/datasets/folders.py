"""Any folder of clips that has one sub-folder a class.

OpenPose's frames, a file each, are one clip: all of one video in a class's folder, or a folder of them inside that.
"""

from __future__ import annotations

from pathlib import Path

from sta_lstm.datasets.dataset import Skipped
from sta_lstm.datasets.folds import given_or_drawn
from sta_lstm.datasets.plan import LabelledSegment, Plan, Wanted, wanted_file, wanted_frames
from sta_lstm.formats import clip_formats
from sta_lstm.formats.pose.openpose_frames import in_folder


def is_folders(folder: Path) -> bool:
    """Whether a sub-folder of ``folder`` holds a file whose ending is that of a clip."""
    return any(
        clip_format.claims(path.name)
        for place in _visible(folder)
        if place.is_dir()
        for path in _visible(place)
        for clip_format in clip_formats()
    ) or any(_frames_in(path) for place in _visible(folder) if place.is_dir() for path in _visible(place))


def plan_folders(folder: Path) -> Plan:
    """Every file in every sub-folder of ``folder``; the sub-folder's name is the label, and subjects are not known."""
    wanted, skipped = [], []
    classes = [place for place in _visible(folder) if place.is_dir()]
    skipped += [
        Skipped(path.name, "it lies beside the classes' folders, not in one of them.")
        for path in _visible(folder)
        if not path.is_dir()
    ]
    for place in classes:
        together = {title: names for title, names in _frames_in(place).items() if len(names) > 1}
        in_frames = {name for names in together.values() for name in names}
        wanted += [_of_frames(place, title, names, place.name) for title, names in together.items()]
        for path in _visible(place):
            source = f"{place.name}/{path.name}"
            if path.name in in_frames:
                continue
            if path.is_dir() and (frames := _frames_in(path)):
                wanted += [_of_frames(path, title, names, place.name) for title, names in frames.items()]
            elif path.is_dir():
                skipped.append(Skipped(source, "it is a folder inside a class's folder; move its clips up into that."))
            else:
                wanted.append(wanted_file(path, LabelledSegment(source, place.name)))
    return Plan(
        kind="folders",
        name=folder.name,
        wanted=tuple(wanted),
        class_names=tuple(place.name for place in classes),
        divide=given_or_drawn,
        skipped=tuple(skipped),
    )


def _frames_in(place: Path) -> dict[str, list[str]]:
    """The files of OpenPose's frames in a folder, by recording; none if it is not a folder."""
    return in_folder(place, [path.name for path in _visible(place)]) if place.is_dir() else {}


def _of_frames(folder: Path, title: str, names: list[str], label: str) -> Wanted:
    parts = dict.fromkeys((label, folder.name, title))  # each once, in order
    source = "/".join(part for part in parts if part)
    return wanted_frames(folder, names, source, LabelledSegment(source, label))


def _visible(folder: Path) -> list[Path]:
    """What lies in ``folder``, by name, but for hidden files and what archives of a Mac add."""
    return sorted(path for path in folder.iterdir() if not path.name.startswith((".", "__")))
