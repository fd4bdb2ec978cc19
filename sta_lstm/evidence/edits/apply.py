"""Edits made of a clip, each with a sentence on what was done that stays with the clip."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from sta_lstm.arrays import Bools, Float64s
from sta_lstm.errors import SettingsError
from sta_lstm.evidence.edits import motion
from sta_lstm.evidence.edits.edit import MAX_EDITS, Edit
from sta_lstm.evidence.edits.motion import Part
from sta_lstm.evidence.edits.target import frames_of, joints_of, names_of, persons_of
from sta_lstm.skeletons import Clip, converted, persons_shown, y_up
from sta_lstm.words import capital, counted, listed, person_letter

#: From the name that an edit calls it by to a clip.
Opener = Callable[[str], Clip]
#: For each up axis the y-up axes in the clip's order.
_BACK = {"y": (0, 1, 2), "z": (2, 0, 1), "x": (1, 2, 0)}
_MOST_NAMES = 3
_NOTE = "What if: "


def apply(clip: Clip, edits: Sequence[Edit], *, open_other: Opener | None = None) -> Clip:
    """``clip`` with ``edits`` made one after the other; it keeps its name and length, and its notes say what was done.

    Args:
        clip: what is edited.
        edits: none gives the clip itself.
        open_other: finds the clip that ``swap`` names; its joints are converted to those of ``clip``.

    Raises:
        SettingsError: an edit names what the clip does not have, or leaves nobody in it; there are too many; or there
            is no way to open another clip.
        StaLstmError: the other clip cannot be read, or has other joints.
    """
    if len(edits) > MAX_EDITS:
        raise SettingsError(f"a clip takes at most {MAX_EDITS} edits at once; got {len(edits)}. Leave some out.")
    for edit in edits:
        clip = _edited(clip, edit, open_other)
    return clip


def describe(edit: Edit, clip: Clip) -> str:
    """What an edit does to a clip, as a sentence without its end: "The right arm of person A held still …".

    Raises:
        SettingsError: it names what the clip does not have.
    """
    joints_of(edit, clip.layout)
    frames_of(edit, clip)
    who = _who(edit, clip)
    return f"{capital(who)} {_done(edit)}{_when(edit)}"


def what_was_done(clip: Clip, edited: Clip) -> list[str]:
    """What `apply` did to ``clip``, a sentence for each edit: "The right arm of person A held still …"."""
    told = (note.removeprefix(_NOTE) for note in edited.notes[len(clip.notes) :])
    return [capital(each) for each in told]


def _edited(clip: Clip, edit: Edit, open_other: Opener | None) -> Clip:
    told = describe(edit, clip)
    joints, persons, (first, end) = joints_of(edit, clip.layout), persons_of(edit, clip), frames_of(edit, clip)
    if edit.kind == "mirror" and not clip.layout.mirror_pairs:
        raise SettingsError(f"'mirror' needs a left and a right; the layout '{clip.layout.name}' does not tell them.")
    other = _other(clip, edit, open_other) if edit.kind == "swap" else None
    positions, present = y_up(clip).astype(np.float64), clip.present.copy()
    is_whole = len(joints) == clip.n_joints
    for m in persons:
        part = Part(positions[:, m], present[:, m], clip.layout, joints, first, end)
        positions[:, m] = _path(part, edit, m, is_whole=is_whole, other=other)
        if is_whole:
            present[:, m] = _presence(part, edit)
    left = int(present.any(axis=1).sum())
    if not left:
        raise SettingsError(f"'{edit.kind}' would leave nobody in clip '{clip.name}'; keep a person or some frames.")
    if left < clip.present.any(axis=1).sum():
        told += f"; somebody is left in {left} of {counted(clip.n_frames, 'frame')}"
        told += ", and in one frame nothing moves" if left == 1 else ""
    return replace(
        clip,
        positions=positions[..., _BACK[clip.up_axis]].astype(np.float32),
        present=present,
        notes=(*clip.notes, f"{_NOTE}{told[0].lower()}{told[1:]}."),
    )


def _path(part: Part, edit: Edit, person: int, *, is_whole: bool, other: Clip | None) -> Float64s:
    if edit.kind == "hide":
        return part.path if is_whole else motion.hidden(part)
    if edit.kind == "hold":
        return motion.held(part)
    if edit.kind == "mirror":
        return motion.mirrored_part(part)
    if edit.kind == "slow":
        return motion.slowed(part, edit.amounts[0]) if not is_whole else _slowed_body(part, edit.amounts[0])
    if edit.kind == "shift":
        return motion.shifted(part, edit.amounts)
    if edit.kind == "shake":
        return motion.shaken(part, edit.amounts[0], (int(edit.amounts[1]), person))
    assert other is not None  # noqa: S101 – a swap was given one above
    return motion.swapped(part, _stand_in(other, person, part.joints))


def _presence(part: Part, edit: Edit) -> Bools:
    """T, when a person is there whose whole body was edited."""
    if edit.kind == "hide":
        return part.there & ~part.edited
    if edit.kind == "slow":
        return np.asarray(part.there[motion.slow_times(part, edit.amounts[0]).round().astype(int)])
    return part.there


def _slowed_body(part: Part, factor: float) -> Float64s:
    """A whole body's path, also in frames in which it was not there before."""
    everywhere = replace(part, path=motion.filled(part), there=np.ones_like(part.there))
    return motion.slowed(everywhere, factor)


def _other(clip: Clip, edit: Edit, open_other: Opener | None) -> Clip:
    if open_other is None:
        raise SettingsError(f"'swap' names the clip '{edit.other[:60]}', and there is no way to open clips here.")
    other = open_other(edit.other)
    return other if other.layout == clip.layout else converted(other, clip.layout)


def _stand_in(other: Clip, person: int, joints: tuple[int, ...]) -> Part:
    """The person of the other clip in the same column; its first where there is none."""
    shown = persons_shown(other)
    m = person if person in shown else shown[0]
    path = y_up(other)[:, m].astype(np.float64)
    return Part(path, other.present[:, m], other.layout, joints, 0, other.n_frames)


def _who(edit: Edit, clip: Clip) -> str:
    persons = persons_of(edit, clip)
    whose = f" of person {person_letter(edit.person)}" if edit.person is not None and clip.n_shown > 1 else ""
    if not edit.targets:
        return whose.removeprefix(" of ") or ("everybody" if len(persons) > 1 else "the body")
    names = names_of(edit, clip.layout)
    what = listed([f"the {name}" for name in names]) if len(names) <= _MOST_NAMES else counted(len(names), "joint")
    return what + (whose or (" of everybody" if len(persons) > 1 else ""))


def _done(edit: Edit) -> str:
    amounts = edit.amounts
    if edit.kind == "hide":
        return "hidden" if edit.targets else "taken out"
    if edit.kind == "hold":
        return "held still at the mean place of the clip"
    if edit.kind == "mirror":
        return "mirrored, left for right"
    if edit.kind == "slow":
        return _paced(amounts[0])
    if edit.kind == "shift":
        return f"moved by {listed(_ways(amounts)) or '0 cm, which changes nothing'}"
    if edit.kind == "shake":
        return f"shaken by {amounts[0]:g} cm" + (f" (seed {amounts[1]:g})" if amounts[0] else ", which changes nothing")
    return f"moved as in '{edit.other}'"


def _paced(factor: float) -> str:
    """What is said of a pace: so many times slower, or faster."""
    if factor == 1:
        return "left at its own pace, which changes nothing"
    times, change = (factor, "slower") if factor > 1 else (1 / factor, "faster")
    return f"made {times:.3g} times {change}"


def _ways(cm: tuple[float, ...]) -> list[str]:
    return [f"{each:g} cm {way}" for each, way in zip(cm, ("to the side", "up", "forward"), strict=True) if each]


def _when(edit: Edit) -> str:
    if edit.frames is None:
        return ""
    first, last = edit.frames
    return f" in frame {first}" if first == last else f" in the frames {first} to {last}"
