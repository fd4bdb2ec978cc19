"""Who is who in an NTU RGB+D recording: from bodies with IDs, frame by frame, to at most two persons.

Kinect's tracker gives each body an ID. It also takes furniture for bodies, loses people and finds them again under
another ID. The rules, in their order; each that changes something leaves a sentence in the clip's notes:

1. A track is all sightings under one ID. A second body under the same ID in one frame starts a track of its own.
2. Two tracks are joined where the second starts after the first has ended, at most `JOIN_FRAMES` later and at most
   `JOIN_METRES` away: nobody else can stand there so soon. The nearest go first.
3. A track of fewer than `GHOST_FRAMES` frames (the limit of NTU's public denoising code) is dropped, if it is also
   shorter than `GHOST_SHARE` of the longest.
4. Of more than two tracks the two most active stay. Activity is the sum over a track's frames of the mean distance of
   its joints from their own median places, in metre-frames: like the variance that the field's code uses, it favours
   who moves and who stays, but one glitch cannot outweigh a whole action.
5. Persons are numbered in the order in which they first appear, in a frame in the file's order. Where the first hardly
   moves beside another, as furniture does that was taken for a body, that is said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from sta_lstm.arrays import Bools, Float32s, Float64s
from sta_lstm.words import person_letter

N_JOINTS = 25
MAX_PERSONS_KEPT = 2
#: Half a second at 30 frames a second.
JOIN_FRAMES = 15
JOIN_METRES = 0.5
GHOST_FRAMES = 11
GHOST_SHARE = 0.25
#: The first person stands still whose joints are, on average, nearer to their median places than this share of the
#: body's size, while another moves so many times as much.
_STILL = 0.015
_TIMES_AS_MUCH = 5.0

Poses = Float64s


class Sighting(NamedTuple):
    """One body in one frame: frame number, the tracker's ID, and its pose, J × 3 in metres."""

    frame: int
    identity: str
    pose: Poses


Track = list[Sighting]


def follow(sightings: Sequence[Sighting], n_frames: int) -> tuple[Float32s, Bools, tuple[str, ...]]:
    """Positions (T × M × 25 × 3), presence (T × M) and notes of the persons in ``sightings``.

    The sightings come frame by frame. M is 1 or 2; without sightings it is 1, and nobody is ever present.
    """
    tracks, notes = by_identity(sightings)
    with np.errstate(over="ignore", invalid="ignore"):  # distances between absurd places
        for step in (joined, without_ghosts, _most_active):
            tracks, more_notes = step(tracks)
            notes += more_notes
        notes += stillness_note(tracks)
    positions = np.zeros((n_frames, max(len(tracks), 1), N_JOINTS, 3), dtype=np.float32)
    present = np.zeros(positions.shape[:2], dtype=np.bool_)
    with np.errstate(over="ignore"):  # a value beyond float32 becomes infinite, and Clip says where
        for person, track in enumerate(tracks):
            frames = [sighting.frame for sighting in track]
            positions[frames, person] = np.array([sighting.pose for sighting in track])
            present[frames, person] = True
    return positions, present, notes


def by_identity(sightings: Sequence[Sighting]) -> tuple[list[Track], tuple[str, ...]]:
    """Rule 1."""
    tracks: dict[tuple[str, int], Track] = {}  # a dict keeps the order of first appearance
    twice: set[str] = set()
    last: dict[str, tuple[int, int]] = {}  # of each ID the frame in which it was last, and how many bodies had it there
    for sighting in sightings:
        frame, n_here = last.get(sighting.identity, (sighting.frame, 0))
        copy = n_here if frame == sighting.frame else 0
        last[sighting.identity] = sighting.frame, copy + 1
        if copy:
            twice.add(sighting.identity)
        tracks.setdefault((sighting.identity, copy), []).append(sighting)
    notes = tuple(
        f"The body ID {identity[:24]} stands twice in a frame; the second body is followed on its own."
        for identity in sorted(twice)[:3]
    )
    return list(tracks.values()), notes


def joined(
    tracks: list[Track], apart: Callable[[Poses, Poses], float] | None = None, reach: float = JOIN_METRES
) -> tuple[list[Track], tuple[str, ...]]:
    """Rule 2. Tracks come, and stay, ordered by first appearance.

    Args:
        tracks: one a body ID.
        apart: how far a pose is from another; if left out, the metres between their first joints.
        reach: the farthest that is "in the same place".
    """
    successor: dict[int, int] = {}
    taken: set[int] = set()
    for _, earlier, later in sorted(_continuations(tracks, apart or _metres, reach)):
        if earlier not in successor and later not in taken:
            successor[earlier] = later
            taken.add(later)
    if not successor:
        return tracks, ()
    whole_tracks = []
    for index, track in enumerate(tracks):
        if index not in taken:
            whole = list(track)
            at = index
            while at in successor:
                at = successor[at]
                whole += tracks[at]
            whole_tracks.append(whole)
    times = "once" if len(successor) == 1 else f"{len(successor)} times"
    return whole_tracks, (f"The tracker lost a body and found it in the same place under another ID {times}; joined.",)


def _continuations(
    tracks: list[Track], apart: Callable[[Poses, Poses], float], reach: float
) -> list[tuple[float, int, int]]:
    """(distance, earlier, later) for every two tracks of which the second may go on where the first ended."""
    starts: dict[int, list[int]] = {}
    for index, track in enumerate(tracks):
        starts.setdefault(track[0].frame, []).append(index)
    pairs = []
    for index, track in enumerate(tracks):
        last = track[-1]
        for frame in range(last.frame + 1, last.frame + JOIN_FRAMES + 1):
            for later in starts.get(frame, ()):
                distance = apart(last.pose, tracks[later][0].pose)
                if distance <= reach:
                    pairs.append((distance, index, later))
    return pairs


def _metres(one: Poses, other: Poses) -> float:
    """Between the first joints: the base of the spine swings least. Where it is missing, the mean of all others."""
    apart = np.linalg.norm(other - one, axis=-1)
    seen = apart[~np.isnan(apart)]
    return float(apart[0] if not np.isnan(apart[0]) else seen.mean() if len(seen) else np.inf)


def without_ghosts(tracks: list[Track]) -> tuple[list[Track], tuple[str, ...]]:
    """Rule 3."""
    least = min(GHOST_FRAMES, GHOST_SHARE * max((len(track) for track in tracks), default=0))
    persons = [track for track in tracks if len(track) >= least]
    n_ghosts = len(tracks) - len(persons)
    if n_ghosts == 0:
        return tracks, ()
    bodies = "1 body" if n_ghosts == 1 else f"{n_ghosts} bodies"
    return persons, (f"{bodies} seen in fewer than {GHOST_FRAMES} frames dropped as a tracking error.",)


def _most_active(tracks: list[Track]) -> tuple[list[Track], tuple[str, ...]]:
    """Rule 4."""
    if len(tracks) <= MAX_PERSONS_KEPT:
        return tracks, ()
    ranked = sorted(range(len(tracks)), key=lambda index: -activity(tracks[index]))
    kept = sorted(ranked[:MAX_PERSONS_KEPT])
    return [tracks[index] for index in kept], (
        f"{len(tracks)} bodies in all; the {MAX_PERSONS_KEPT} that move most were kept.",
    )


def stillness_note(tracks: list[Track]) -> tuple[str, ...]:
    """The sentence about a first person who hardly moves beside another who does; none where that is not so."""
    if len(tracks) < 2:
        return ()
    with np.errstate(all="ignore"):
        moves = [activity(track) / len(track) for track in tracks]
        poses = np.array([sighting.pose for sighting in tracks[0]])
        size = float(np.nanmedian(np.nanmax(poses, axis=1) - np.nanmin(poses, axis=1), axis=0).max())
    most = max(range(1, len(moves)), key=lambda person: moves[person])
    if not (moves[0] < _STILL * size and moves[most] > _TIMES_AS_MUCH * moves[0]):
        return ()
    times = f"{moves[most] / moves[0]:,.0f} times as much as" if moves[most] < 1000 * moves[0] else "far more than"
    return (
        f"Person {person_letter(most)} moves {times} person A, who may be furniture or a picture that was taken for a "
        "body: look at one person alone.",
    )


def activity(track: Track) -> float:
    """Σ over frames of the mean distance of the joints from their median places, in metre-frames."""
    poses = np.array([sighting.pose for sighting in track])
    if not np.isnan(poses).any():
        return float(np.linalg.norm(poses - np.median(poses, axis=0), axis=-1).mean(axis=-1).sum())
    seen = ~np.isnan(poses).all(axis=(0, 2))  # joints that are seen in some frame
    apart = np.linalg.norm(poses[:, seen] - np.nanmedian(poses[:, seen], axis=0), axis=-1)
    n_seen = np.maximum((~np.isnan(apart)).sum(axis=-1), 1)
    return float((np.nansum(apart, axis=-1) / n_seen).sum())
