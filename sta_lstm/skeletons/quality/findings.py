"""How good a recording is: what a person should know before believing anything that a model says of it.

Nothing is changed here; `repair` mends what can be mended, when somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal
from weakref import WeakKeyDictionary

import numpy as np

from sta_lstm.arrays import Bools
from sta_lstm.skeletons.clip import Clip, bone_lengths
from sta_lstm.skeletons.layout import AXES
from sta_lstm.skeletons.quality.faults import body_height, gaps, jumps, off_the_line, repeats, swaps
from sta_lstm.skeletons.quality.handedness import mirror_cues
from sta_lstm.skeletons.quality.smoothing import runs
from sta_lstm.skeletons.quality.turning import tilt
from sta_lstm.words import counted, percent_text

# fmt: off
Kind = Literal[
    "empty", "gap", "repeat", "frozen", "jump", "limbs", "swap", "noise", "unit", "axis", "mirror", "tilt", "short"
]
# fmt: on
Repair = Literal["turn over", "mirror", "level", "interpolate", "drop", "swap back", "smooth"]

#: What each repair does, for people.
REPAIRS: dict[Repair, str] = {
    "turn over": "Turn everything by half a turn, for bodies that stand on their heads",
    "mirror": "Mirror the space, for axes that are left-handed",
    "level": "Turn everything so that whoever stands is upright, for a camera that looked down or up",
    "interpolate": "Fill gaps of up to half a second, and put joints that jump between their neighbours in time",
    "drop": "Leave out frames that repeat the one before, and those at the ends in which nobody is",
    "swap back": "Exchange the persons back where they change places",
    "smooth": "Smooth the paths of all joints over five frames",
}

#: What turns or mirrors the room in which all of a recording was made.
ROOM_REPAIRS: frozenset[Repair] = frozenset(("turn over", "mirror", "level"))
#: Longest gap that is filled, seconds.
GAP_S = 0.5
#: Coefficient of variation of a bone's length above which it is no bone. Kinect's forearms vary by 5 to 15 %.
_LIMB_VARIES = 0.25
#: A joint's typical distance from the middle of its neighbours in time, in body heights: a third of it is usual.
_NOISE_HEIGHTS = 0.012
#: Height of a body, metres, outside of which the unit is in doubt.
_HEIGHT_M = (0.7, 2.3)
_FROZEN_S = 0.5
#: Lean of bodies that stand, degrees, above which the camera was tilted.
_TILT_DEG = 12.0
_SHORT_FRAMES = 8


@dataclass(frozen=True)
class Finding:
    """One thing that is odd about a recording.

    Attributes:
        kind: what kind of thing.
        sentence: what was found and where, for people.
        frames: first and last frame of each stretch that it concerns; none where it concerns the whole clip.
        repair: what mends it; None where nothing in this program does.
    """

    kind: Kind
    sentence: str
    frames: tuple[tuple[int, int], ...] = ()
    repair: Repair | None = None


#: What was found about clips that are still in use: pages and players ask again and again, and clips never change.
_found: WeakKeyDictionary[Clip, tuple[Finding, ...]] = WeakKeyDictionary()


def quality(clip: Clip) -> tuple[Finding, ...]:
    """Everything odd about ``clip``, in the order in which it matters; empty for a clean recording."""
    known = _found.get(clip)
    if known is None:
        known = _found[clip] = tuple(_findings(clip))
    return known


def _findings(clip: Clip) -> Iterator[Finding]:
    checks: tuple[Callable[[Clip, float], Iterator[Finding]], ...] = (
        *(_short, _unit, _axis, _mirror, _tilt, _empty, _gaps, _swaps, _jumps, _repeats, _limbs, _noise),
    )
    height = body_height(clip)
    for check in checks:
        yield from check(clip, height)


def _empty(clip: Clip, height: float) -> Iterator[Finding]:
    nobody: Bools = np.asarray(~clip.present.any(axis=1), dtype=np.bool_)
    if nobody.any():
        stretches = _stretches_of(nobody)
        where = ", ".join(f"{first} to {last}" if last > first else f"{first}" for first, last in stretches[:3])
        at_end = nobody[0] or nobody[-1]
        yield Finding(
            "empty",
            f"Nobody is seen in {counted(int(nobody.sum()), 'frame')} of {clip.n_frames:,} (frame {where}"
            f"{' …' if len(stretches) > 3 else ''}).",
            tuple(stretches),
            "drop" if at_end else None,
        )


def _gaps(clip: Clip, height: float) -> Iterator[Finding]:
    found = gaps(clip)
    if found:
        n = sum(last - first + 1 for _, first, last in found)
        longest = max(last - first + 1 for _, first, last in found) / clip.fps
        short = any(last - first + 1 <= GAP_S * clip.fps for _, first, last in found)
        yield Finding(
            "gap",
            f"A person is lost and found again {_times(len(found))}: {counted(n, 'frame')} without them, "
            f"at most {longest:.2g} s on end. The model does not see them there.",
            _merged((first, last) for _, first, last in found),
            "interpolate" if short else None,
        )


def _repeats(clip: Clip, height: float) -> Iterator[Finding]:
    same = repeats(clip)
    stretches = _stretches_of(same)
    still = [(first - 1, last) for first, last in stretches if last - first + 2 >= max(3, _FROZEN_S * clip.fps)]
    frozen = sum(last - first for first, last in still)
    if still:
        yield Finding(
            "frozen",
            f"The recording stands still, to the last digit, for {counted(frozen, 'frame')} in "
            f"{counted(len(still), 'stretch')}: the tracker lost the body and repeated its last pose.",
            tuple(still),
            "drop",
        )
    short = [run for run in stretches if not any(run[0] - 1 == first for first, _ in still)]
    if short:
        n = sum(last - first + 1 for first, last in short)
        yield Finding(
            "repeat",
            f"{counted(n, 'frame')} repeat{'s' if n == 1 else ''} the one before to the last digit: velocities are "
            "zero there, and twice too high after.",
            tuple(short),
            "drop",
        )


def _jumps(clip: Clip, height: float) -> Iterator[Finding]:
    found = jumps(clip, height)
    frames: Bools = np.asarray(found.any(axis=(1, 2)), dtype=np.bool_)
    if found.any():
        counts = found.any(axis=1).sum(axis=0)
        worst = ", ".join(clip.layout.joints[j] for j in np.argsort(-counts, kind="stable")[:3] if counts[j])
        n = int(frames.sum())
        yield Finding(
            "jump",
            f"Joints jump away and back within a fifth of a second in {counted(n, 'frame')} (most: {worst}): the "
            "sensor lost them there.",
            tuple(_stretches_of(frames)),
            "interpolate",
        )


def _swaps(clip: Clip, height: float) -> Iterator[Finding]:
    at = swaps(clip, height)
    if at:
        yield Finding(
            "swap",
            f"Persons A and B change places from one frame to the next {_times(len(at))} "
            f"(frame {', '.join(map(str, at[:5]))}{' …' if len(at) > 5 else ''}): the tracker took one for the other.",
            tuple((t, t) for t in at),
            "swap back",
        )


def _limbs(clip: Clip, height: float) -> Iterator[Finding]:
    lengths = bone_lengths(clip).astype(np.float64)
    if clip.n_frames < 3 or lengths.shape[-1] == 0:
        return
    with np.errstate(invalid="ignore", divide="ignore"):
        seen = ~np.isnan(lengths).all(axis=0)
        filled = np.where(seen, lengths, 0.0)
        spread = np.nanstd(filled, axis=0) / np.nanmean(filled, axis=0)
    # Bones of a few centimetres vary by as much as the sensor's noise.
    long = np.nan_to_num(np.nanmean(filled, axis=0)) > 0.08 * height
    varies = np.where(seen & long, np.nan_to_num(spread), 0.0).max(axis=0)
    bad = np.flatnonzero(varies > _LIMB_VARIES)
    if len(bad):
        worst, bones = bad[np.argsort(-varies[bad])][:3], clip.layout.bones
        named = ", ".join(f"{bones[b][0]} to {bones[b][1]} {percent_text(varies[b])}" for b in worst)
        vary = "changes its length" if len(bad) == 1 else "change their lengths"
        yield Finding(
            "limbs",
            f"{len(bad)} of {len(varies)} limbs {vary} by more than {percent_text(_LIMB_VARIES)} (standard "
            f"deviation; {named}): joints were hidden, or are in another order than in “{clip.layout.title}”.",
        )


def _noise(clip: Clip, height: float) -> Iterator[Finding]:
    if clip.n_frames < 10:
        return
    off = off_the_line(clip, height)
    known = off[~np.isnan(off).all(axis=(1, 2))]
    if known.size == 0:
        return
    noise = float(np.sqrt(np.nanmedian(known**2)))
    if noise > _NOISE_HEIGHTS * 30 / max(clip.fps, 30):
        yield Finding(
            "noise",
            f"Joints tremble by {100 * noise * height:.1f} cm from one frame to the next: velocities are mostly noise.",
            repair="smooth",
        )


def _unit(clip: Clip, height: float) -> Iterator[Finding]:
    if not _HEIGHT_M[0] <= height <= _HEIGHT_M[1]:
        yield Finding(
            "unit",
            f"A body is {height:.3g} m from the lowest to the highest joint: the unit of length is in doubt, unless "
            "somebody lies or only a part of the body was recorded. Say the unit when you open the file.",
        )


def _axis(clip: Clip, height: float) -> Iterator[Finding]:
    lower, upper = (clip.layout.index(joint) for joint in clip.layout.torso)
    if lower == upper:
        return
    trunks = (clip.positions[:, :, upper] - clip.positions[:, :, lower])[clip.present].astype(np.float64)
    mean = trunks.mean(axis=0)
    length = float(np.linalg.norm(mean))
    if length < 1e-6:
        return
    along = int(np.abs(mean).argmax())
    sign = "up" if mean[along] > 0 else "down"
    is_over = AXES[along] == clip.up_axis
    if (AXES[along] != clip.up_axis or mean[along] < 0) and abs(mean[along]) > 0.8 * length:
        yield Finding(
            "axis",
            f"The trunk points along {'' if sign == 'up' else '−'}{AXES[along]}, while {clip.up_axis} is taken for up: "
            f"the person {'stands on the head' if is_over else 'lies'}, or the axes are others. "
            + ("Turn it over." if is_over else "Say which axis points up when you open the file."),
            repair="turn over" if is_over else None,
        )


def _mirror(clip: Clip, height: float) -> Iterator[Finding]:
    cues = mirror_cues(clip)
    if cues:
        yield Finding(
            "mirror",
            f"Left and right are exchanged, or the axes are left-handed: {', '.join(cues)}. A kick with the right leg "
            "is taken for one with the left.",
            repair="mirror",
        )


def _tilt(clip: Clip, height: float) -> Iterator[Finding]:
    found = tilt(clip)
    if found is not None and found[0] > _TILT_DEG:
        yield Finding(
            "tilt",
            f"The vertical is the camera’s, which looked down or up: whoever stands leans by {found[0]:.0f}°.",
            repair="level",
        )


def _short(clip: Clip, height: float) -> Iterator[Finding]:
    if clip.n_frames < _SHORT_FRAMES:
        yield Finding("short", f"The clip has {counted(clip.n_frames, 'frame')} only: too few for an action.")


def _stretches_of(marked: Bools) -> list[tuple[int, int]]:
    """First and last frame of every stretch of true values."""
    return [(run.start, run.stop - 1) for run in runs(marked)]


def _merged(ranges: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The stretches that ``ranges`` cover together."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")
