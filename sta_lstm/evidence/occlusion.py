"""An answer told by what it cannot do without, in place of attention: one measure for models of every kind.

A model without attention, such as a graph network, cannot be compared with one that attends by their attentions. What
the answer loses while a joint stands still can be found out of any network, attention or none.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sta_lstm.arrays import Float32s
from sta_lstm.errors import SettingsError
from sta_lstm.evidence.maps.ablation import joint_drops
from sta_lstm.evidence.maps.explain import USUAL_FILL
from sta_lstm.evidence.maps.needs import occlusion_fault
from sta_lstm.evidence.maps.question import Question, target_of
from sta_lstm.evidence.removal.fills import fills
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.features import Features, clip_features
from sta_lstm.prediction.keyframes import keyframes
from sta_lstm.prediction.maps import FrameCurve, JointMap, uniform_alpha, uniform_beta
from sta_lstm.prediction.prediction import Prediction

#: What the map and the curve are called, and under which titles people see them.
NAME = "occlusion"
MAP_TITLE = "occlusion: share of what the score loses"
CURVE_TITLE = "occlusion"
_OF_A_JOINT = "each joint’s share of what the score loses while that joint stands still"
_OF_A_MOMENT = "the same of each eighth of the time, with all joints"


def by_occlusion(checkpoint: Checkpoint, prediction: Prediction, features: Features | None = None) -> Prediction:
    """The same answer, its attention replaced by what the score loses while parts of the clip stand still.

    The first map has for each joint of a person its share of what the score loses while that joint stands still at its
    mean place throughout, the same in every frame; joints without which the score does not fall have none. The first
    curve has for each eighth of the time its share of what is lost while all joints stand still for as long. Both are
    worked out, not learned, and the only ones: two measures beside each other would be taken for one. Where nothing is
    lost, all weighs alike.

    Args:
        checkpoint: who answered.
        prediction: what it said of a clip.
        features: what it read of that, if somebody has it.

    Raises:
        SettingsError: the clip is too long, or shows a body in one frame alone.
    """
    fault = occlusion_fault(checkpoint, prediction)
    if fault:
        raise SettingsError(fault)
    clip = prediction.clip
    if features is None:
        features = clip_features(clip, checkpoint.recipe, n_persons=checkpoint.reads.most)
    checkpoint = checkpoint.of_layout(clip.layout)
    asked = Question(
        checkpoint=checkpoint,
        clip=clip,
        features=features,
        prediction=prediction,
        target=target_of(checkpoint.class_names, int(np.argmax(prediction.logits)), None, None),
        fill=fills(clip.n_joints)[USUAL_FILL],
        fill_name="",
        seed=0,
    )
    lost = np.maximum(np.nan_to_num(joint_drops(asked, "joint")), 0)  # T × M × J
    in_time = np.maximum(np.nan_to_num(joint_drops(asked, "window")), 0).max((1, 2))  # T
    told = _map(prediction, lost), _curve(prediction, in_time)
    scores = prediction.scores
    return replace(
        prediction,
        maps=(told[0],),
        curves=(told[1],),
        # Frame scores are weighed by β, whose place the curve has taken.
        scores=None if scores is None else replace(scores, frame_scores=None),
        keyframes=keyframes(told[1].values) if told[1].learned else (),
        verdict=None,
    )


def _map(prediction: Prediction, lost: Float32s) -> JointMap:
    """Shares of what is lost, among the joints read in a frame; uniform where nothing is."""
    even = uniform_alpha(prediction.clip, prediction.read)
    total = lost.sum((1, 2), keepdims=True)
    if not total.any():
        return replace(even, name=NAME, title=MAP_TITLE)
    shares = np.where(total > 0, lost / np.where(total > 0, total, 1), even.values)
    return JointMap(NAME, shares.astype(np.float32), MAP_TITLE, relative=True, learned=True, says=_OF_A_JOINT)


def _curve(prediction: Prediction, lost: Float32s) -> FrameCurve:
    even = uniform_beta(prediction.read)
    if not lost.any():
        return replace(even, name=NAME, title=CURVE_TITLE)
    shares = np.asarray(lost / lost.sum(), dtype=np.float32)
    return FrameCurve(NAME, shares, CURVE_TITLE, relative=True, learned=True, says=_OF_A_MOMENT)
