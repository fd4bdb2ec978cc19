"""What two persons do together, face to face, within reach of each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sta_lstm.arrays import Float64s
from sta_lstm.datasets.synthetic.body import LEFT, RIGHT
from sta_lstm.datasets.synthetic.kinematics import eased, trunk
from sta_lstm.datasets.synthetic.movement import Performer, bumps, held, reach_for, seconds, times

#: Share of a push that is over when the hands meet the chest.
HIT = 0.36


@dataclass(frozen=True)
class Place:
    """Where a person stands on the floor (x, z), metres, and where they face: 0 along z, turning towards x, radians."""

    x: float
    z: float
    heading: float

    def to_room(self, points: Float64s) -> Float64s:
        """(left, up, forward) of the person → (x, y, z) of the room, its floor at y = 0."""
        return np.asarray(points @ self._turn.T + [self.x, 0.0, self.z])

    def from_room(self, points: Float64s) -> Float64s:
        """Inverse of `to_room`."""
        return np.asarray((points - [self.x, 0.0, self.z]) @ self._turn)

    @property
    def _turn(self) -> Float64s:
        c, s = np.cos(self.heading), np.sin(self.heading)
        return np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])


@dataclass(frozen=True)
class Pair:
    """Two performers and where they stand."""

    performers: tuple[Performer, Performer]
    places: tuple[Place, Place]

    def meet(
        self, w: Float64s, side: int, point: Float64s, *, elbow: tuple[float, float, float], grip: Float64s
    ) -> None:
        """Bring the hand of ``side`` of both to ``point`` (T × 3, room)."""
        for who, place in zip(self.performers, self.places, strict=True):
            reach_for(who.pose, side, w, place.from_room(point), elbow=elbow, grip=tuple(grip))

    def between(self, height: float, aside: float) -> Float64s:
        """The point half way between the two chests, at ``height`` (of the mean body) and ``aside`` of the line."""
        first, second = self.places
        line = np.array([second.x - first.x, 0.0, second.z - first.z])
        across = np.array([line[2], 0.0, -line[0]]) / np.linalg.norm(line)
        tall = sum(who.body.height for who in self.performers) / 2
        middle = np.array([(first.x + second.x) / 2, height * tall, (first.z + second.z) / 2])
        return np.asarray(middle + aside * across)


def shake_hands(pair: Pair, u: Float64s) -> None:
    """The right hands meet half way, go up and down together, and part."""
    dice = pair.performers[0].dice
    shakes = times(dice, 0.4 * seconds(u), 2.0, 3.5, least=2)
    point = pair.between(dice.between(0.53, 0.62), dice.between(-0.03, 0.03))
    pump = dice.between(0.035, 0.07) * np.sin(2 * np.pi * shakes * np.clip((u - 0.3) / 0.4, 0.0, 1.0))
    pair.meet(held(u, 0.3, 0.3), RIGHT, point + pump[:, None] * [0, 1, 0], elbow=(0.5, -1.0, -0.5), grip=np.zeros(3))
    for who in pair.performers:
        who.pose.pelvis[:, 0] += 0.08 * held(u)


def high_five(pair: Pair, u: Float64s) -> None:
    """The right hands go up and meet at the height of the heads."""
    dice = pair.performers[0].dice
    point = pair.between(dice.between(0.9, 1.0), dice.between(-0.12, 0.02))
    apart = 1 - held((u - 0.25) / 0.5, 0.45, 0.45)
    w = held(u, 0.35, 0.35)
    for who, place in zip(pair.performers, pair.places, strict=True):
        back = apart[:, None] * [-0.1, -0.05, -0.25]
        reach_for(who.pose, RIGHT, w, place.from_room(point) + back, elbow=(1.0, -0.5, 0.1), grip=(0.0, 0.6, -0.2))


def push(pair: Pair, u: Float64s) -> None:
    """The first person's hands go to the second's chest and shove it; the second staggers back."""
    (first, second), dice = pair.performers, pair.performers[0].dice
    hit, far = HIT, dice.between(0.22, 0.4)
    fall = eased((u - hit) / 0.3)
    second.pose.shift[:, 2] -= far * fall
    second.pose.pelvis[:, 0] -= dice.between(0.1, 0.22) * bumps((u - hit) / 0.5, 1)
    second.pose.chest[:, 0] -= dice.between(0.1, 0.2) * bumps((u - hit) / 0.45, 1)
    leading = dice.whole(0, 1)
    for foot, start in ((leading, hit + 0.03), (1 - leading, hit + 0.25)):
        second.pose.steps[:, foot, 2] -= far * eased((u - start) / 0.25)
        second.pose.steps[:, foot, 1] += 0.09 * bumps((u - start) / 0.25, 1)

    first.pose.pelvis[:, 0] += 0.2 * held(u, 0.36, 0.45)
    first.pose.shift[:, 2] += 0.06 * held(u, 0.36, 0.45)
    chest = pair.places[1].to_room(trunk(second.body, second.pose).shoulders)
    hold = np.minimum(np.searchsorted(u, hit + 0.12), len(u) - 1)  # they follow the chest no further than this
    chest[hold:] = chest[hold]
    for side in (LEFT, RIGHT):
        mine = pair.places[0].from_room(chest[:, 1 - side]) + np.array([0.0, -0.08, -0.08])
        reach_for(first.pose, side, held(u, hit, 0.4), mine, elbow=(0.8, -0.8, -0.2), grip=(0.0, 0.7, 0.0))
