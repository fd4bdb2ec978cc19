"""Who is who in a video whose persons were found frame by frame: by the estimator's own IDs, or by nearness.

Estimators find persons anew in each frame, in any order. Without IDs, where no frame shows two bodies, or hardly any,
there is one person, however long it is away and however fast it moves (`one_body`). Else the persons of a frame are
matched to those seen before so that all of them together have moved least (an optimal assignment), where a body may
move by at most half of its own size since it was last seen, and may be lost for at most `LOST_FRAMES`. A depth that is
a guess decides nothing. What then looks like a tracking error is dropped by the rules of `ntu_tracks`. Persons are
numbered in the order in which they first appear.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from sta_lstm.arrays import Bools, Float64s, Int64s
from sta_lstm.errors import ClipError
from sta_lstm.formats.pose.one_body import one_body, sizes_apart
from sta_lstm.formats.rules.bodies import check_size
from sta_lstm.formats.rules.tracks import Sighting, Track, by_identity, joined, stillness_note, without_ghosts
from sta_lstm.skeletons import MAX_PERSONS, SkeletonLayout

#: Half a second at 30 frames a second.
LOST_FRAMES = 15
#: How far the joints of a body may have moved since it was last seen, on average, in sizes of the body.
_REACH = 0.5
#: Most persons of a frame that are followed, those who stand first in the file; most bodies that are remembered; and
#: most sightings in all.
MAX_IN_A_FRAME = 16
_MAX_KNOWN = 24
MAX_SIGHTINGS = 100_000
#: Most IDs of a file among which one is looked for that goes on where another ended.
_MOST_JOINED = 200
_FAR = 1e9
#: Joints of pairs of bodies that are compared together, so that they stay near the processor.
_JOINTS_AT_ONCE = 50_000

Poses = Float64s
#: A person whose ID the file does not tell.
NO_IDENTITY = ""


def followed(
    sightings: Sequence[Sighting], n_frames: int, layout: SkeletonLayout, name: str, *, n_sure: int | None = None
) -> tuple[Poses, Bools, tuple[str, ...]]:
    """Places (T × M × J × C, NaN where nothing was seen), presence (T × M), and notes.

    Args:
        sightings: every body of every frame, frame by frame; poses are J × C, NaN where a joint is missing, and none is
            NaN throughout. Identities are the file's; if any is `NO_IDENTITY`, none is trusted.
        n_frames: T.
        layout: the J joints.
        name: the file, for messages.
        n_sure: how many of the C coordinates, the first ones, tell who is near to whom; the others, a guessed depth,
            go along. All if left out.

    Raises:
        ClipError: there is nobody, or too much of everything.
    """
    if not sightings:
        raise ClipError(f"'{name}' shows no body in any of its {n_frames:,} frames; there is nothing to look at.")
    check_bodies(len(sightings), n_frames, name)
    notes: tuple[str, ...] = ()
    is_told = all(sighting.identity != NO_IDENTITY for sighting in sightings)
    if not is_told:
        sightings, notes = _told_apart(sightings, n_sure)
    tracks, more_notes = by_identity(sightings)
    notes += more_notes
    if is_told and 1 < len(tracks) <= _MOST_JOINED:
        tracks, more_notes = joined(tracks, partial(sizes_apart, n_sure=n_sure), _REACH)
        notes += more_notes
    for step in (without_ghosts, _longest):
        tracks, more_notes = step(tracks)
        notes += more_notes
    notes += stillness_note(tracks)
    check_size(n_frames, len(tracks), layout.n_joints, name)
    places = np.full((n_frames, len(tracks), *sightings[0].pose.shape), np.nan)
    present = np.zeros(places.shape[:2], dtype=np.bool_)
    for person, track in enumerate(tracks):
        frames = [sighting.frame for sighting in track]
        places[frames, person] = np.array([sighting.pose for sighting in track])
        present[frames, person] = True
    return places, present, notes


def check_bodies(n_bodies: int, n_frames: int, name: str) -> None:
    """Refuse more than `MAX_SIGHTINGS` bodies in all frames together, before they are followed.

    Raises:
        ClipError: there are more.
    """
    if n_bodies > MAX_SIGHTINGS:
        raise ClipError(
            f"'{name}' holds {n_bodies:,} bodies in {n_frames:,} frames; at most {MAX_SIGHTINGS:,} are read. Cut it "
            "into shorter clips, one action each."
        )


def _longest(tracks: list[Track]) -> tuple[list[Track], tuple[str, ...]]:
    if len(tracks) <= MAX_PERSONS:
        return tracks, ()
    ranked = sorted(range(len(tracks)), key=lambda index: -len(tracks[index]))
    kept = sorted(ranked[:MAX_PERSONS])
    return [tracks[index] for index in kept], (
        f"{len(tracks)} bodies in all; the {MAX_PERSONS} that are seen in the most frames were kept.",
    )


def _told_apart(sightings: Sequence[Sighting], n_sure: int | None) -> tuple[list[Sighting], tuple[str, ...]]:
    """``sightings`` with identities of our own."""
    return one_body(sightings, n_sure) or _matched(sightings, n_sure)


def _matched(sightings: Sequence[Sighting], n_sure: int | None) -> tuple[list[Sighting], tuple[str, ...]]:
    frames: dict[int, list[Sighting]] = {}
    for sighting in sightings:
        frames.setdefault(sighting.frame, []).append(sighting)
    bodies = [body for each in frames.values() for body in each[:MAX_IN_A_FRAME]]
    identities, n_bodies = _identities(bodies, n_sure)
    named = [Sighting(body.frame, str(number), body.pose) for body, number in zip(bodies, identities, strict=True)]
    if n_bodies == 1:
        return named, ()
    notes = ["The file does not say who is who; persons were followed from frame to frame by nearness."]
    if n_dropped := len(sightings) - len(bodies):
        notes.append(
            f"Of more than {MAX_IN_A_FRAME} persons in a frame the others were left out ({n_dropped:,} poses)."
        )
    return named, tuple(notes)


def _identities(bodies: Sequence[Sighting], n_sure: int | None) -> tuple[list[int], int]:
    """Who each of ``bodies`` is, numbered in order of appearance, and how many there are; they come frame by frame."""
    distances = _Distances(np.array([body.pose for body in bodies])[..., :n_sure])
    frames = [body.frame for body in bodies]
    starts = [at for at in range(len(frames)) if at == 0 or frames[at] != frames[at - 1]]
    ahead = distances.from_group_to_group(starts)
    known: list[int] = []  # where in ``bodies`` each was last seen; those of the frame before come first
    identities: list[int] = []
    n_bodies = n_before = 0
    for start, end, block in zip(starts, [*starts[1:], len(frames)], ahead, strict=True):
        known = [body for body in known if frames[start] - frames[body] <= LOST_FRAMES + 1]
        if len(known) != n_before:  # some are lost, or all are forgotten
            block = distances.between(known, range(start, end))
        now = [0] * (end - start)
        for row, column in _pairs(block):
            now[column] = identities[known[row]]
        for column, identity in enumerate(now):
            if not identity:
                n_bodies += 1
                now[column] = n_bodies
        identities += now
        again = set(now)
        known = [*range(start, end), *(body for body in known if identities[body] not in again)][:_MAX_KNOWN]
        n_before = end - start
    return identities, n_bodies


def _pairs(distances: Poses) -> list[tuple[int, int]]:
    """The pairs (row, column) that together are nearest, those that are out of reach left out; each stands once."""
    if not distances.size:
        return []
    if distances.size == 1:
        return [(0, 0)] if distances[0, 0] <= _REACH else []
    n_rows, n_columns = distances.shape
    if n_rows <= n_columns:  # where each row has its nearest column to itself, nothing is nearer
        rows, columns = list(range(n_rows)), distances.argmin(axis=1).tolist()
    else:
        rows, columns = distances.argmin(axis=0).tolist(), list(range(n_columns))
    if len(set(rows)) < len(rows) or len(set(columns)) < len(columns):
        from scipy.optimize import linear_sum_assignment  # at first use: most recordings need none of it

        rows, columns = (each.tolist() for each in linear_sum_assignment(distances))
    values = distances[rows, columns].tolist()
    return [pair for *pair, value in zip(rows, columns, values, strict=True) if value <= _REACH]  # type: ignore[misc]


class _Distances:
    """How far bodies are from each other, in sizes of the later one; what is out of reach is far away."""

    def __init__(self, poses: Poses) -> None:
        # Coordinate by coordinate: sums over an axis of two are slow.
        self._axes = np.ascontiguousarray(poses.transpose(2, 0, 1))
        with np.errstate(all="ignore"):
            extent = np.fmax.reduce(self._axes, axis=-1) - np.fmin.reduce(self._axes, axis=-1)
            self._sizes = np.maximum(extent.max(axis=0), 1e-12)
        self._is_whole = not np.isnan(poses).any()

    def from_group_to_group(self, starts: Sequence[int]) -> list[Poses]:
        """For each group of bodies the distances from the K before it to its N, K × N; the first group has none before.

        ``starts`` are the first bodies of each group.
        """
        begin = np.array(starts)
        n_now = np.diff(begin, append=len(self._sizes))
        n_before = np.concatenate(([0], n_now[:-1]))
        n_pairs = n_before * n_now
        first = np.cumsum(n_pairs) - n_pairs
        group = np.repeat(np.arange(len(begin)), n_pairs)
        row, column = np.divmod(np.arange(len(group)) - first[group], n_now[group])
        flat = self._of_pairs(begin[group] - n_before[group] + row, begin[group] + column)
        shapes = zip(first.tolist(), n_before.tolist(), n_now.tolist(), strict=True)
        return [flat[at : at + k * n].reshape(k, n) for at, k, n in shapes]

    def between(self, before: Sequence[int], now: Sequence[int]) -> Poses:
        """From each of K bodies to each of N, K × N."""
        shape = len(before), len(now)
        return self._of_pairs(np.repeat(before, shape[1]).astype(np.int64), np.tile(now, shape[0])).reshape(shape)

    def _of_pairs(self, before: Int64s, now: Int64s) -> Poses:
        """From ``before[i]`` to ``now[i]``, for each i: the mean over the joints that both show."""
        found = np.empty(len(now))
        at_once = max(_JOINTS_AT_ONCE // self._axes.shape[2], 1)
        with np.errstate(all="ignore"):
            for start in range(0, len(now), at_once):
                chunk = slice(start, start + at_once)
                squares = sum((axis[before[chunk]] - axis[now[chunk]]) ** 2 for axis in self._axes)
                found[chunk] = self._mean(np.sqrt(squares)) / self._sizes[now[chunk]]
            return np.where(found <= _REACH, found, _FAR)

    def _mean(self, lengths: Poses) -> Poses:
        """The mean of each row, without what is NaN."""
        if self._is_whole:
            return np.asarray(lengths.mean(axis=-1))
        shared = ~np.isnan(lengths)
        return np.asarray(np.where(shared, lengths, 0.0).sum(axis=-1) / shared.sum(axis=-1))
