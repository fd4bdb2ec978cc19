"""Two clips on one clock: which frame of the one belongs to which frame of the other."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, get_args

import numpy as np
from scipy.spatial.distance import cdist

from sta_lstm.arrays import Float32s, Indices
from sta_lstm.comparison.postures import Postures, postures
from sta_lstm.errors import SettingsError
from sta_lstm.skeletons import Clip
from sta_lstm.skeletons.clip import MAX_FRAMES

#: By time from the start, by the share of the clip that is over, or by the poses.
Kind = Literal["time", "relative", "dtw"]
KINDS: tuple[Kind, ...] = get_args(Kind)


#: Poses of a clip that are compared with all of the other's: 1,500 × 1,500 take a third of a second and 20 MB. Of more
#: than 600 numbers a pose, fewer.
_MOST_POSES, _MOST_NUMBERS = 1_500, 1_500 * 1_500 * 600
#: Rows and columns of the distances that are kept to be drawn.
_MOST_DRAWN = 240
_FASTEST = 1000.0  # frames a second of a `Clip`


@dataclass(frozen=True, eq=False)
class Alignment:
    """Which frames of two clips belong together.

    The common clock has S steps. At each it shows a frame of either clip; neither ever goes back, the first step shows
    both first frames and the last one both last frames. All arrays are read-only.

    Attributes:
        kind: how they were aligned.
        first: S, frame of the first clip at each step.
        second: S, frame of the second clip at each step.
        distance: S, float32, root mean square distance of the joints of the two poses, in ``unit``.
        fps: steps a second at which the clock runs.
        matrix: R × C, float32, distance of the poses at the frames ``rows`` and ``columns``.
        rows: R frames of the first clip, evenly spaced, at most 240.
        columns: C frames of the second clip.
        joints: names of the joints that were compared.
        persons: indices of the persons who were compared.
        unit: unit of the distances.
        notes: what was left out, in sentences.
    """

    kind: Kind
    first: Indices
    second: Indices
    distance: Float32s
    fps: float
    matrix: Float32s
    rows: Indices
    columns: Indices
    joints: tuple[str, ...]
    persons: tuple[int, ...]
    unit: str
    notes: tuple[str, ...]

    def __post_init__(self) -> None:
        for array in (self.first, self.second, self.distance, self.matrix, self.rows, self.columns):
            array.setflags(write=False)

    @property
    def n_steps(self) -> int:
        """S."""
        return len(self.first)

    @property
    def mean_distance(self) -> float:
        """How far apart the poses are that the clock shows together: the mean of ``distance``."""
        return float(self.distance.mean())

    def longest_stand(self) -> tuple[int, int]:
        """The most steps for which a frame of the first clip stays, and of the second."""
        first, second = (int(np.unique(frames, return_counts=True)[1].max()) for frames in (self.first, self.second))
        return first, second


def align(first: Clip, second: Clip, kind: Kind = "dtw") -> Alignment:
    """Bring two clips onto one clock.

    ``"time"``: frames of the same time from the start; the shorter clip stands on its last frame while the other goes
    on. ``"relative"``: frames at the same share of either clip. ``"dtw"``: dynamic time warping (Sakoe and Chiba 1978)
    on the poses that `postures` makes comparable, with squared distances and without a band; the library is
    dtaidistance. The clock then runs so fast that it takes the mean of the two durations.

    At most 1,500 evenly spaced poses of a clip are warped, fewer of more than 200 joints; frames between them follow in
    proportion. The clock has at most 20,000 steps. The notes say where these bounds were reached.

    Raises:
        SettingsError: there is no such kind of alignment.
        MismatchError: the clips share no joint by name, or no person.
    """
    if kind not in KINDS:
        raise SettingsError(f"there is no alignment '{kind}'; choose one of {', '.join(KINDS)}.")
    poses = postures(first, second)
    notes = list(poses.notes)
    if kind == "time":
        frames, fps = _by_time(first, second)
    elif kind == "relative":
        frames = _in_proportion((0, 0), (first.n_frames - 1, second.n_frames - 1))
        fps = max(first, second, key=lambda clip: clip.n_frames).fps
    else:
        frames = _warped(poses, (first.name, second.name), notes)
        fps = _mean_pace(len(frames), first, second)
    if len(frames) > MAX_FRAMES:
        notes.append(f"The common clock would have {len(frames):,} steps; {MAX_FRAMES:,} evenly spaced ones are kept.")
        fps = min(_FASTEST, fps * MAX_FRAMES / len(frames))
        frames = frames[spaced(len(frames), MAX_FRAMES)]
    for clip, own in zip((first, second), frames.T, strict=True):
        skipped = clip.n_frames - len(np.unique(own))
        if skipped:
            notes.append(f"{skipped:,} of the {clip.n_frames:,} frames of '{clip.name}' fall between two steps.")
    rows, columns = (spaced(clip.n_frames, _MOST_DRAWN) for clip in (first, second))
    return Alignment(
        kind=kind,
        first=np.ascontiguousarray(frames[:, 0]),
        second=np.ascontiguousarray(frames[:, 1]),
        distance=_distance(poses, frames),
        fps=fps,
        matrix=cdist(poses.first[rows], poses.second[columns]).astype(np.float32),
        rows=rows,
        columns=columns,
        joints=poses.joints,
        persons=poses.persons,
        unit=poses.unit,
        notes=tuple(notes),
    )


def exchanged(alignment: Alignment) -> Alignment:
    """The same alignment with the two clips in the other order."""
    return replace(
        alignment,
        first=alignment.second,
        second=alignment.first,
        matrix=alignment.matrix.T,
        rows=alignment.columns,
        columns=alignment.rows,
    )


def spaced(n: int, most: int) -> Indices:
    """At most ``most`` evenly spaced ones of ``n`` places from 0, the first and the last among them."""
    return np.rint(np.linspace(0, n - 1, min(n, most))).astype(np.intp)


def _by_time(first: Clip, second: Clip) -> tuple[Indices, float]:
    """S × 2 frames that are on the screen at the same times, and the steps a second."""
    ends = [(clip.n_frames - 1) / clip.fps for clip in (first, second)]
    fps = max(first.fps, second.fps)
    n_steps = int(np.ceil(max(ends) * fps - 1e-6)) + 1
    if n_steps > MAX_FRAMES:
        n_steps, fps = MAX_FRAMES, (MAX_FRAMES - 1) / max(ends)
    times = np.arange(n_steps) / fps
    times[-1] = max(ends)
    columns = [
        np.minimum(np.floor(times * clip.fps + 1e-6).astype(np.intp), clip.n_frames - 1) for clip in (first, second)
    ]
    return np.stack(columns, axis=1), fps


def _warped(poses: Postures, names: tuple[str, str], notes: list[str]) -> Indices:
    """S × 2 frames along the warping path."""
    from dtaidistance import dtw_ndim  # at first use: most who import this module never warp

    most = min(_MOST_POSES, math.isqrt(_MOST_NUMBERS // poses.first.shape[1]))
    taken = []
    for name, rows in zip(names, (poses.first, poses.second), strict=True):
        taken.append(spaced(len(rows), most))
        if len(rows) > most:
            notes.append(
                f"'{name}' has {len(rows):,} frames; {most:,} evenly spaced ones were warped, and those between "
                "them follow in proportion."
            )
    path = dtw_ndim.warping_path(
        np.ascontiguousarray(poses.first[taken[0]]), np.ascontiguousarray(poses.second[taken[1]]), use_c=True
    )
    knots = np.array([(taken[0][i], taken[1][j]) for i, j in path], dtype=np.intp)
    pieces = [_in_proportion(tuple(a), tuple(b))[1:] for a, b in pairwise(knots)]
    return np.concatenate([knots[:1], *pieces])


def _in_proportion(start: tuple[int, ...], end: tuple[int, ...]) -> Indices:
    """S × 2 frames from ``start`` to ``end``, both included, that leave out none of either clip."""
    n_steps = max(end[0] - start[0], end[1] - start[1]) + 1
    return np.rint(np.linspace(start, end, n_steps)).astype(np.intp)


def _mean_pace(n_steps: int, first: Clip, second: Clip) -> float:
    """Steps a second with which the clock takes the mean of the clips' durations, to three digits."""
    return min(_FASTEST, float(f"{2 * n_steps / (first.seconds + second.seconds):.3g}"))


def _distance(poses: Postures, frames: Indices) -> Float32s:
    apart = poses.first[frames[:, 0]] - poses.second[frames[:, 1]]
    return np.asarray(np.linalg.norm(apart, axis=1), dtype=np.float32)
