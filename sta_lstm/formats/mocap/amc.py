"""The motion in an AMC file (Acclaim): where the joints of its ASF skeleton are, by forward kinematics in float64."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sta_lstm.arrays import Float64s
from sta_lstm.errors import ClipError
from sta_lstm.formats.mocap.asf import Acclaim, Bone, euler
from sta_lstm.formats.rules.bodies import check_size
from sta_lstm.formats.rules.text import decoded, few_names, is_count, lines_of, number_table, quoted

#: Joints in all frames that are computed at once.
_MAX_JOINTS_IN_ALL = 2_000_000


@dataclass(frozen=True)
class Motion:
    """What an AMC file makes of a skeleton.

    Attributes:
        positions: T × J × 3, the file's unit and axes; joints as in `Acclaim.skeleton`.
        fps: frames a second, where the file says it.
        notes: what its owner should know, in sentences.
    """

    positions: Float64s
    fps: float | None
    notes: tuple[str, ...]


def parse_amc(data: bytes, skeleton: Acclaim, name: str) -> Motion:
    """The motion in an AMC file of that skeleton.

    Raises:
        ClipError: a frame lacks a bone, a line has another number of values than the bone has degrees of freedom, or
            the bones are not those of the skeleton.
    """
    lines = lines_of(decoded(data, name), name)
    first, degrees, fps = _header(lines, name)
    rows, n_frames = _rows(lines, first, skeleton, name)
    check_size(n_frames, 1, len(skeleton.skeleton), name)
    if n_frames * len(skeleton.skeleton) > _MAX_JOINTS_IN_ALL:
        raise ClipError(
            f"'{name}' has {n_frames:,} frames of {len(skeleton.skeleton)} joints; at most {_MAX_JOINTS_IN_ALL:,} "
            "joints in all are computed at once. Cut it into shorter recordings."
        )
    values = {
        at: number_table(
            [lines[number - 1].split(None, 1)[-1] for number in numbers],
            numbers,
            name=name,
            n_columns=len(skeleton.bones[at].dofs),
            keep=len(skeleton.bones[at].dofs),
        )
        for at, numbers in rows.items()
    }
    still = [bone.name for at, bone in enumerate(skeleton.bones) if bone.dofs and at not in values]
    notes = [f"The motion leaves out {few_names(still)}; they were not turned."] if still else []
    if any(dof[0] in "tl" for bone in skeleton.bones[1:] for dof in bone.dofs):
        notes.append("Some bones move or stretch besides turning; only their turns are read.")
    return Motion(_places(skeleton, values, n_frames, degrees=degrees), fps, tuple(notes))


def _header(lines: Sequence[str], name: str) -> tuple[int, bool, float | None]:
    """How many lines stand above the first frame, whether angles are degrees, and frames a second if it says them."""
    degrees, fps = True, None
    for at, line in enumerate(lines):
        words = line.split("#", 1)[0].split(None, 2)
        if not words:
            continue
        if not words[0].startswith(":"):
            return at, degrees, fps
        word = words[0].lower()
        degrees = False if word == ":radians" else degrees
        if word in (":samples-per-second", ":frames-per-second") and len(words) > 1 and is_count(words[1]):
            fps = float(words[1]) if 0 < int(words[1]) <= 1000 else None
    raise ClipError(f"'{name}' ends after its header, without a frame. Copy or download it again.")


def _rows(lines: Sequence[str], first: int, skeleton: Acclaim, name: str) -> tuple[dict[int, list[int]], int]:
    """For each bone (its place in the skeleton) the number of its line in each frame; and how many frames there are."""
    places = {bone.name: at for at, bone in enumerate(skeleton.bones) if bone.dofs}
    if (regular := _regular_rows(lines, first, places)) is not None:
        return regular
    rows: dict[int, list[int]] = {}
    n_frames = 0
    for number in range(first + 1, len(lines) + 1):
        word, _, rest = lines[number - 1].partition(" ")
        word = word.strip()
        if not rest.strip():
            if not word or word.startswith("#"):
                continue
            if not is_count(word):
                raise _odd(name, number, "expected the number of a frame, or a bone and its numbers", word)
            n_frames += 1
            continue
        at = places.get(word)
        if at is None or n_frames == 0:
            what = (
                "expected the number of the first frame"
                if n_frames == 0
                else "expected a bone of the skeleton that turns"
            )
            raise _odd(name, number, what, word)
        numbers = rows.setdefault(at, [])
        if len(numbers) != n_frames - 1:
            what = "stands twice in a frame" if len(numbers) >= n_frames else "is missing from an earlier frame"
            raise ClipError(
                f"'{name}', line {number}: the bone {quoted(word)} {what}. The file is damaged; download it again."
            )
        numbers.append(number)
    if not rows:
        raise ClipError(f"'{name}' has no frames. Copy or download it again.")
    short = next((at for at, numbers in rows.items() if len(numbers) < n_frames), None)
    if short is not None:
        raise ClipError(
            f"'{name}': the last of its {n_frames:,} frames lacks the bone {quoted(skeleton.bones[short].name)}: it is "
            "cut short. Copy or download it again."
        )
    return rows, n_frames


def _regular_rows(lines: Sequence[str], first: int, places: dict[str, int]) -> tuple[dict[int, list[int]], int] | None:
    """The same where every frame has the first one's bones in the same lines, told without a loop; None elsewhere."""
    step = next((at for at in range(1, len(places) + 3) if at + first < len(lines) and is_count(lines[first + at])), 0)
    if step < 2 or (len(lines) - first) % step:
        return None
    names = [lines[first + at].split(None, 1)[:1] for at in range(1, step)]
    known = [name[0] for name in names if name and name[0] in places]
    if len(set(known)) < step - 1 or not all(is_count(line) for line in lines[first::step]):
        return None
    if not all(
        line.startswith(f"{name} ") for at, name in enumerate(known, start=1) for line in lines[first + at :: step]
    ):
        return None
    n_frames = (len(lines) - first) // step
    rows = {places[name]: list(range(first + at + 1, len(lines) + 1, step)) for at, name in enumerate(known, start=1)}
    return rows, n_frames


def _odd(name: str, line: int, expected: str, found: str) -> ClipError:
    return ClipError(
        f"'{name}', line {line}: {expected}, found {quoted(found)}. Bring the .asf that belongs to this .amc, or "
        "download both again."
    )


def _places(skeleton: Acclaim, values: dict[int, Float64s], n_frames: int, *, degrees: bool) -> Float64s:
    """Where the joints are: T × J × 3.

    A bone turns about its own axes C by M: R = R_parent · C · M · Cᵀ, and its end lies R · along from its beginning.
    """
    leaves = skeleton.leaves
    points = np.zeros((n_frames, len(skeleton.bones) + len(leaves), 3))
    turned: list[Float64s] = []
    for at, bone in enumerate(skeleton.bones):
        table = values.get(at)
        own = np.broadcast_to(np.eye(3), (n_frames, 3, 3)) if table is None else _turns(bone, table, degrees=degrees)
        if bone.parent is None:
            points[:, at] = skeleton.place
            if table is not None:
                for axis, dof in enumerate(("tx", "ty", "tz")):
                    if dof in bone.dofs:
                        points[:, at, axis] += table[:, bone.dofs.index(dof)]
        else:
            own = turned[bone.parent] @ own
            points[:, at] = points[:, bone.parent] + turned[bone.parent] @ np.array(skeleton.bones[bone.parent].along)
        turned.append(own)
    for place, at in enumerate(leaves, start=len(skeleton.bones)):
        points[:, place] = points[:, at] + turned[at] @ np.array(skeleton.bones[at].along)
    return points


def _turns(bone: Bone, table: Float64s, *, degrees: bool) -> Float64s:
    angles = np.zeros((len(table), 3))
    for axis, dof in enumerate(("rx", "ry", "rz")):
        if dof in bone.dofs:
            angles[:, axis] = table[:, bone.dofs.index(dof)]
    with np.errstate(invalid="ignore"):  # an angle beyond all numbers turns nowhere: what hangs there is missing
        turn = euler(np.radians(angles) if degrees else angles, bone.order)
    return np.asarray(bone.axes @ turn @ bone.axes.T)
