"""A body and its posture over time.

A person's own frame: origin on the floor where they stand, axes (left, up, forward), metres. The limbs of the two sides
share their code through mirrored axes (out, up, forward): *out* is away from the body's midline. Side 0 is left, side 1
right. T is the number of frames.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sta_lstm.arrays import Float64s
from sta_lstm.datasets.synthetic.dice import Dice

LEFT, RIGHT = 0, 1


@dataclass(frozen=True)
class Body:
    """Lengths in metres, from joint to joint as a Kinect v2 reports them."""

    height: float
    spine: float  # spine base to spine mid
    chest: float  # spine mid to spine shoulder
    neck: float
    head: float
    shoulder_width: float  # from the midline
    shoulder_drop: float
    upper_arm: float
    forearm: float
    hand: float
    hand_tip: float
    thumb: float
    hip_width: float  # from the midline
    hip_drop: float
    thigh: float
    shin: float
    foot: float
    ankle_height: float

    @property
    def arm(self) -> float:
        """Shoulder to wrist."""
        return self.upper_arm + self.forearm

    @property
    def leg(self) -> float:
        """Hip to ankle."""
        return self.thigh + self.shin


def draw_body(dice: Dice) -> Body:
    """A grown person.

    Ratios to body height after Winter, *Biomechanics and Motor Control of Human Movement*, 4th ed., fig. 4.1; trunk and
    girdles after what a Kinect v2 reports, which sees a hip narrower and a shoulder lower than a ruler does.
    """
    woman = dice.chance(0.5)
    height = dice.normal(1.63, 0.065) if woman else dice.normal(1.76, 0.07)
    legs, trunk, arms, breadth = (dice.normal(1.0, 0.03) for _ in range(4))
    shoulders, hips = (0.084, 0.045) if woman else (0.092, 0.042)
    return Body(
        height=height,
        spine=0.172 * trunk * height,
        chest=0.127 * trunk * height,
        neck=0.043 * trunk * height,
        head=0.075 * height,
        shoulder_width=shoulders * breadth * height,
        shoulder_drop=0.02 * height,
        upper_arm=0.165 * arms * height,
        forearm=0.142 * arms * height,
        hand=0.042 * arms * height,
        hand_tip=0.033 * arms * height,
        thumb=0.045 * arms * height,
        hip_width=hips * breadth * height,
        hip_drop=0.019 * height,
        thigh=0.215 * legs * height,
        shin=0.212 * legs * height,
        foot=0.07 * height,
        ankle_height=0.046 * height,
    )


@dataclass
class Pose:
    """What a body does in T frames; movements write into it, then `joints` reads it once.

    Attributes:
        shift: T × 3, of the pelvis against upright standing, (left, up, forward), metres.
        pelvis, chest, head: T × 3, radians: nod forward, turn to the left, tilt to the right. The pelvis against the
            person's frame, the chest against the pelvis, the head against the chest.
        upper_arms, forearms: T × 2 × 3, directions (out, up, forward), any length; they turn with the chest but do not
            lean with it, as hanging arms do not.
        grips: T × 2 × 3, how the hand bends away from the forearm's direction.
        reach, reach_weight: T × 2 × 3 and T × 2: a point (left, up, forward) for the hand, and how far it overrules the
            directions above, 0 to 1.
        arcs: T × 2 × 3, how far the hand swings out half way to its point, so as to keep clear of trunk and shoulder;
            (out, up, forward), in arm lengths.
        elbows: T × 2 × 3, to which side the elbow points while the arm reaches, (out, up, forward).
        stand: 2 × 3, where the ankles stand, (out, up, forward).
        steps: T × 2 × 3, of the ankles away from ``stand``, (out, up, forward), metres.
        free: T × 2, 0 for a foot that carries the body, 1 for one that does not: a carried body can stand no higher
            than the leg is long.
    """

    shift: Float64s
    pelvis: Float64s
    chest: Float64s
    head: Float64s
    upper_arms: Float64s
    forearms: Float64s
    grips: Float64s
    reach: Float64s
    reach_weight: Float64s
    arcs: Float64s
    elbows: Float64s
    stand: Float64s
    steps: Float64s
    free: Float64s

    @property
    def n_frames(self) -> int:
        """T."""
        return len(self.shift)


def upright(body: Body, n_frames: int, *, stance: float = 0.0) -> Pose:
    """Standing still with hanging arms; ``stance`` sets the feet wider apart than the hips, metres."""
    three, two_three = (n_frames, 3), (n_frames, 2, 3)
    stand = np.array([body.hip_width + 0.02 + stance, body.ankle_height, 0.0])
    return Pose(
        shift=np.zeros(three),
        pelvis=np.zeros(three),
        chest=np.zeros(three),
        head=np.zeros(three),
        upper_arms=np.tile([0.16, -1.0, 0.0], (n_frames, 2, 1)),
        forearms=np.tile([0.04, -1.0, 0.2], (n_frames, 2, 1)),
        grips=np.zeros(two_three),
        reach=np.zeros(two_three),
        reach_weight=np.zeros((n_frames, 2)),
        arcs=np.zeros(two_three),
        elbows=np.tile([0.6, -0.7, -0.4], (n_frames, 2, 1)),
        stand=np.tile(stand, (2, 1)),
        steps=np.zeros(two_three),
        free=np.zeros((n_frames, 2)),
    )
