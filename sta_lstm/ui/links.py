"""The address of a page as a value: what it shows, in few readable words, and back. Nothing here knows Streamlit.

An address comes from anyone, so it can name samples alone, never a file, and all in it is doubted until parsed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

#: Words of an address that this module reads and writes, in their order.
KEYS = (
    *("clip", "second", "checkpoint", "run", "epoch"),
    *("frame", "loop", "camera", "others", "view"),
    *("pair", "scale", "align"),
)

#: What joints can show in the player and what it is measured against, as the player calls them.
READINGS = tuple(
    f"{drive} {scale}" for drive in ("alpha", "alphaBeta", "difference") for scale in ("uniform", "clip", "frame")
)

#: How two clips can be aligned, as `sta_lstm.comparison.alignment` calls it; the first is what stands in no address.
ALIGNMENTS = ("dtw", "relative", "time")

#: How many checkpoints an address can name.
MAX_CHECKPOINTS = 4

_FRAME = re.compile(r"\d{1,7}", re.ASCII)
_LOOP = re.compile(r"(\d{1,7})-(\d{1,7})", re.ASCII)
_PAIR = re.compile(rf"([1-{MAX_CHECKPOINTS}])-([1-{MAX_CHECKPOINTS}])", re.ASCII)
_OWN_SCALE = "own"
_BETWEEN = ".."  # checkpoints and cameras: stays as it is in an address, and stands in no sample's name and no number
_NUMBER = re.compile(r"-?\d{1,3}(\.\d{1,6})?", re.ASCII)
_YAW, _PITCH = (-3.142, 3.142), (-0.35, 1.571)  # radians
#: The player's camera, each part with its bounds: a direction, a factor, shares of the distance.
CAMERA = {"yaw": _YAW, "pitch": _PITCH, "zoom": (0.25, 12), "panX": (-3, 3), "panY": (-3, 3)}
#: The direction for which the bodies were fitted into the picture, where it is another than the camera's.
_FITTED = {"fitYaw": _YAW, "fitPitch": _PITCH}
_DECIMALS = 3  # of a radian: below half a pixel on the stage
_SHOWN = 40  # letters of a wrong value that a notice repeats

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Link:
    """What an address opens; None leaves a choice to the page.

    Attributes:
        clip: name of a sample clip.
        checkpoints: names of sample checkpoints, in the order of their panes.
        frame: the frame to stand still on.
        loop: first and last frame of a loop.
        camera: ``yaw``, ``pitch``, ``zoom``, ``panX`` and ``panY``, and perhaps ``fitYaw`` and ``fitPitch``, as the
            player reports them: radians, a factor, shares of the distance. Of the first pane, and of all where cameras
            are locked.
        reading: what the joints' opacity shows, one of `READINGS`.
        pair: the two checkpoints that are compared in detail, as places in ``checkpoints`` from 0.
        own_scale: whether each model's β is drawn on a scale of its own.
        second: name of a sample clip that is held against ``clip``.
        alignment: how the two are aligned, one of `ALIGNMENTS`.
        run: name of a training run of which there are snapshots.
        epoch: of the snapshot that is shown; it says nothing without a run.
        others: cameras of the other panes, where each has its own; they say nothing without ``camera``.
    """

    clip: str | None = None
    checkpoints: tuple[str, ...] = ()
    frame: int | None = None
    loop: tuple[int, int] | None = None
    camera: Mapping[str, float] | None = None
    reading: str | None = None
    pair: tuple[int, int] | None = None
    own_scale: bool = False
    second: str | None = None
    alignment: str | None = None
    run: str | None = None
    epoch: int | None = None
    others: tuple[Mapping[str, float], ...] = ()

    def same_files(self, other: Link) -> bool:
        """Whether both open the same clips under the same checkpoints, or the same run."""
        return (self.clip, self.second, self.checkpoints, self.run) == (
            *(other.clip, other.second, other.checkpoints),
            other.run,
        )

    def without_place(self) -> Link:
        """The same link without what the player is told: frame, loop, cameras and reading."""
        return replace(self, frame=None, loop=None, camera=None, others=(), reading=None)


def format_link(link: Link) -> dict[str, str]:
    """The words of the address that opens ``link``, in the order of `KEYS`; `parse_link` is its inverse.

    A camera is rounded to a thousandth and its yaw brought into one turn; a player's state without a clip says nothing.
    """
    words = {"clip": link.clip, "second": link.second, "checkpoint": _BETWEEN.join(link.checkpoints) or None}
    words["run"] = link.run
    words["epoch"] = None if link.epoch is None or link.run is None else str(link.epoch)
    if link.clip is not None:
        words["frame"] = None if link.frame is None else str(link.frame)
        words["loop"] = None if link.loop is None else f"{link.loop[0]}-{link.loop[1]}"
        words["camera"] = None if link.camera is None else _camera_word(link.camera)
        words["others"] = _BETWEEN.join(map(_camera_word, link.others if link.camera else ())) or None
        words["view"] = None if link.reading is None else link.reading.replace(" ", "-")
    words["pair"] = None if link.pair is None else f"{link.pair[0] + 1}-{link.pair[1] + 1}"
    words["scale"] = _OWN_SCALE if link.own_scale else None
    words["align"] = None if link.alignment == ALIGNMENTS[0] else link.alignment
    return {key: word for key, word in words.items() if word is not None}


def parse_link(
    words: Mapping[str, str],
    *,
    clips: Collection[str],
    checkpoints: Collection[str],
    runs: Collection[str] = (),
) -> tuple[Link, str]:
    """Read an address that may hold anything.

    Args:
        words: its parameters; those that are not `KEYS` are nobody's business here.
        clips: names of the sample clips.
        checkpoints: names of the sample checkpoints.
        runs: names of the training runs.

    Returns:
        What can be opened, and a sentence on what cannot, empty where all is well. The frames of a clip that is not
        there are nobody's frames, so nothing is left of the player's state then.
    """
    wrong: list[str] = []

    def read(key: str, reader: Callable[[str], T | None]) -> T | None:
        if key not in words:
            return None
        value = reader(words[key])
        if value is None:
            wrong.append(f"{key} “{_short(words[key])}”")
        return value

    clip, second = (read(key, lambda name: name if name in clips else None) for key in ("clip", "second"))
    named, unknown = _checkpoints(words.get("checkpoint"), checkpoints)
    wrong += [f"checkpoint “{_short(name)}”" for name in unknown[:2]]
    pair = read("pair", lambda word: _pair(word, 0 if unknown else len(named)))
    own_scale = read("scale", lambda word: True if word == _OWN_SCALE else None)
    alignment = read("align", lambda word: word if word in ALIGNMENTS else None)
    run = read("run", lambda name: name if name in runs else None)
    epoch = read("epoch", lambda word: int(word) if run and _FRAME.fullmatch(word) else None)
    files = Link(
        clip,
        named,
        pair=pair,
        own_scale=bool(own_scale),
        second=second,
        alignment=alignment,
        run=run,
        epoch=epoch,
    )
    if clip is None and "clip" in words:
        return files, _sentence(wrong)
    camera = read("camera", _camera)
    link = replace(
        files,
        frame=read("frame", lambda word: int(word) if _FRAME.fullmatch(word) else None),
        loop=read("loop", _loop),
        camera=camera,
        others=read("others", lambda word: _others(word) if camera else None) or (),
        reading=read("view", _reading),
    )
    return link, _sentence(wrong)


def within(link: Link, n_frames: int) -> tuple[Link, str]:
    """``link`` without the frames that a clip of ``n_frames`` does not have, and a sentence on them, if any."""
    wrong = []
    if link.frame is not None and link.frame >= n_frames:
        wrong.append(f"frame “{link.frame}” of {n_frames}")
        link = replace(link, frame=None)
    if link.loop is not None and link.loop[1] >= n_frames:
        wrong.append(f"loop “{link.loop[0]}-{link.loop[1]}” of {n_frames} frames")
        link = replace(link, loop=None)
    return link, _sentence(wrong)


def _sentence(wrong: list[str]) -> str:
    if not wrong:
        return ""
    return f"The address asks for what is not here ({', '.join(wrong)}); you see the default instead."


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _checkpoints(word: str | None, known: Collection[str]) -> tuple[tuple[str, ...], list[str]]:
    """The checkpoints that a word names, each once, and what it names that is not there."""
    if word is None:
        return (), []
    names = [word] if word in known else list(dict.fromkeys(word.split(_BETWEEN, MAX_CHECKPOINTS)))[:MAX_CHECKPOINTS]
    return tuple(name for name in names if name in known), [name for name in names if name not in known]


def _pair(word: str, n_checkpoints: int) -> tuple[int, int] | None:
    match = _PAIR.fullmatch(word)
    if match is None:
        return None
    first, second = int(match[1]) - 1, int(match[2]) - 1
    return (first, second) if first < second < n_checkpoints else None


def _loop(word: str) -> tuple[int, int] | None:
    match = _LOOP.fullmatch(word)
    if match is None or int(match[1]) >= int(match[2]):
        return None
    return int(match[1]), int(match[2])


def _reading(word: str) -> str | None:
    reading = word.replace("-", " ")
    return reading if reading in READINGS else None


def _camera_word(camera: Mapping[str, float]) -> str:
    names = [*CAMERA, *(_FITTED if _FITTED.keys() <= camera.keys() else ())]
    turned = (
        math.remainder(camera[name], math.tau) if name.lower().endswith("yaw") else camera[name] for name in names
    )
    return "_".join(f"{round(value, _DECIMALS) + 0.0:g}" for value in turned)  # + 0.0: no minus zero


def _camera(word: str) -> dict[str, float] | None:
    bounds = CAMERA if word.count("_") < len(CAMERA) else CAMERA | _FITTED
    numbers = word.split("_", len(bounds))
    if len(numbers) != len(bounds) or not all(_NUMBER.fullmatch(number) for number in numbers):
        return None
    camera = dict(zip(bounds, map(float, numbers), strict=True))
    inside = all(low <= camera[name] <= high for name, (low, high) in bounds.items())
    return camera if inside else None


def _others(word: str) -> tuple[dict[str, float], ...] | None:
    cameras = [_camera(each) for each in word.split(_BETWEEN, MAX_CHECKPOINTS)]
    known = tuple(camera for camera in cameras if camera is not None)
    return known if len(known) == len(cameras) < MAX_CHECKPOINTS else None
