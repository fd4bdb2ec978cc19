"""What curves come to in a sentence: attention beside what moves and beside chance, with the means of the curves."""

import numpy as np
import pytest

from sta_lstm.evidence.faithfulness.curves import Curve
from sta_lstm.evidence.faithfulness.finding import walk_finding


def level(share):
    """A curve that stays at that probability, which is its mean."""
    return Curve(np.array([0.0, 1.0]), np.array([[share, 1 - share], [share, 1 - share]]), 0)


def curves(**means):
    return {name.replace("_", " "): level(mean) for name, mean in means.items()}


@pytest.mark.parametrize(
    ("alpha", "motion", "chance", "says"),
    [
        (0.12, 0.12, 0.85, "α tells no more than watching what moves"),
        (0.12, 0.30, 0.85, "α tells more than watching what moves"),
        (0.30, 0.12, 0.85, "α tells less than watching what moves"),
        (0.84, 0.90, 0.85, "α finds what the answer needs no sooner than chance"),
    ],
)
def test_attention_beside_what_it_has_to_beat(alpha, motion, chance, says):
    said = walk_finding(curves(alpha=alpha, motion_energy=motion, random=chance), "joint")
    assert said == (
        f"Joint by joint, {says}: what is taken in its order leaves the answer {alpha:.0%} sure on average, in the "
        f"order of what moves {motion:.0%}, by chance {chance:.0%}."
    ).replace("%", "\u00a0%")


def test_weighed_with_the_other_attention_it_may_tell_more():
    both = {**curves(alpha=0.12, beta=0.5), "alpha × beta": level(0.07), **curves(motion_energy=0.12, random=0.85)}
    assert walk_finding(both, "joint").endswith("by chance 85\u00a0%, by α weighed with β 7\u00a0%.")
    assert walk_finding(both, "frame").startswith("Frame by frame, β tells less than watching what moves")


def test_a_model_without_attention_has_none_to_speak_of():
    assert walk_finding(curves(motion_energy=0.1, random=0.5), "joint") == ""
    assert walk_finding(curves(alpha=0.1, random=0.5), "joint") == ""
