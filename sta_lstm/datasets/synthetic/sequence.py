"""A long planted recording: one person does several actions one after another, and it is known which, and when."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sta_lstm.datasets.synthetic.dice import Dice
from sta_lstm.datasets.synthetic.kinematics import joints
from sta_lstm.datasets.synthetic.movement import FPS, stand
from sta_lstm.datasets.synthetic.roles import ACTIONS
from sta_lstm.datasets.synthetic.sensor import measured
from sta_lstm.datasets.synthetic.together import Place
from sta_lstm.errors import SettingsError
from sta_lstm.skeletons import Clip
from sta_lstm.skeletons.cut import Segment
from sta_lstm.skeletons.layouts import NTU_25

#: Seconds in which nothing is done, before each action and after the last.
_PAUSE = (0.5, 1.2)


def planted_sequence(actions: Sequence[str], seed: int, *, noise: float = 1.0) -> tuple[Clip, tuple[Segment, ...]]:
    """One person's actions in their order, with pauses, and where each of them lies: the same for a seed always.

    Args:
        actions: of one person, keys of `ACTIONS`.
        seed: from 0.
        noise: multiplies the sensor's noise.

    Raises:
        SettingsError: there is none, one is not known, or takes two persons.
    """
    acts = [ACTIONS[name].alone if name in ACTIONS else None for name in actions]
    unfit = [name for name, act in zip(actions, acts, strict=True) if act is None]
    if unfit or not actions:
        raise SettingsError(
            f"a planted sequence is made of one person's actions; got {', '.join(map(repr, unfit)) or 'none'}."
        )
    dice = Dice(seed, f"sequence: {', '.join(actions)}")
    at, spans = 0, []
    for name in actions:
        at += round(dice.between(*_PAUSE) * FPS)
        length = round(dice.between(*ACTIONS[name].seconds) * FPS)
        spans.append((at, length))
        at += length
    n_frames = at + round(dice.between(*_PAUSE) * FPS)
    who = stand(dice, n_frames)
    for act, (start, length) in zip(acts, spans, strict=True):
        if act is not None:
            act(who, (np.arange(n_frames) - start) / length)
    place = Place(dice.between(-0.5, 0.5), dice.between(2.3, 3.7), np.pi + dice.between(-0.9, 0.9))
    bodies = place.to_room(joints(who.body, who.pose))[:, None]  # T × 1 × J × 3
    clip = Clip(
        positions=measured(dice, bodies, noise).astype(np.float32),
        fps=FPS,
        layout=NTU_25,
        up_axis="y",
        present=np.ones((n_frames, 1), dtype=np.bool_),
        name=f"sequence {seed}",
    )
    segments = (Segment(at, at + length, name) for name, (at, length) in zip(actions, spans, strict=True))
    return clip, tuple(segments)
