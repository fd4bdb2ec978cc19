"""Tests of a checkpoint's attention for one clip, kept under the keys of the two."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sta_lstm.evidence.faithfulness.curves import Curve, deletions, order
from sta_lstm.evidence.faithfulness.rankers import Asked, answered, rank, rankers
from sta_lstm.evidence.maps.explain import explain
from sta_lstm.evidence.maps.kinds import KINDS
from sta_lstm.evidence.removal.cells import Grain, groups
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.player import player_payload
from sta_lstm.prediction.maps import FrameCurve, JointMap, shares_of_frames
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.skeletons import Clip
from sta_lstm.ui.session.kept import kept
from sta_lstm.ui.session.predictions import at_once, cautions_of, features_of, timed_prediction

#: Most steps of a walk: a curve of more looks the same.
_STEPS = 20
#: By this one name all panes show the map of their own.
_SHOWN, _TITLE = "evidence", "weight of a joint"
_SAYS = "each joint’s share of its frame"


@kept("Asking the model again …")
def explained(
    clip_key: str, checkpoint_key: str, name: str, _clip: Clip, _checkpoint: Checkpoint
) -> JointMap | FrameCurve:
    """One of the maps and curves that `explain` makes.

    Raises:
        SettingsError: the checkpoint, the clip or this machine lacks what the map needs.
    """
    prediction = at_once(clip_key, checkpoint_key, _clip, _checkpoint)
    features = features_of(clip_key, checkpoint_key, _checkpoint, _clip)
    found = explain(_checkpoint, _clip, [name], prediction=prediction, features=features)
    return found.curves[-1] if KINDS[name].is_curve else found.maps[-1]


@kept()
def side_by_side(
    clip_key: str, checkpoint_key: str, names: tuple[str, ...], _clip: Clip, _checkpoint: Checkpoint
) -> dict[str, Any]:
    """What a player is told that shows one map of the model's answer a pane, kept under the keys of the two files.

    Maps of unlike units stand beside each other as attention does: by the share that each joint has of its frame.

    Args:
        clip_key: of the clip.
        checkpoint_key: of the checkpoint.
        names: ``"alpha"``, or maps that `explain` makes; one pane each.
        _clip: the recording.
        _checkpoint: the model.

    Raises:
        SettingsError: the checkpoint, the clip or this machine lacks what a map needs.
    """
    found, _ = timed_prediction(clip_key, checkpoint_key, _clip, _checkpoint)
    others = (explained(clip_key, checkpoint_key, name, _clip, _checkpoint) for name in names if name != "alpha")
    made = found.with_maps(*(each for each in others if isinstance(each, JointMap)))
    maps = [made.map_named(name) for name in names]
    panes = [replace(found, maps=(_as_attention(each, found),)) for each in maps]
    cautions = [cautions_of(found, _checkpoint)] * len(panes)
    return player_payload(panes, titles=[each.title.split(":")[0] for each in maps], cautions=cautions)


def _as_attention(joint_map: JointMap, found: Prediction) -> JointMap:
    # Said to be learned even of motion energy: of what is not, the player says that all joints weigh alike.
    shares = shares_of_frames(joint_map.values, found.read)
    return JointMap(_SHOWN, shares, _TITLE, relative=True, learned=True, says=_SAYS)


@kept("Taking the clip apart …")
def walks(
    clip_key: str, checkpoint_key: str, grain: Grain, _clip: Clip, _checkpoint: Checkpoint
) -> tuple[dict[str, Curve], str]:
    """The clip taken apart in the order of each ranking, and the class whose probability is followed.

    A ranking that has nothing to say (α over frames is uniform) is left out.
    """
    asked = _asked(clip_key, checkpoint_key, _clip, _checkpoint)
    cells = groups(asked.features, _clip.layout, grain)
    orders = {
        name: found
        for name, ranker in rankers(_checkpoint).items()
        if (found := order(rank(asked, ranker, name), cells)) is not None
    }
    curves = deletions(_checkpoint, asked.features, cells, list(orders.values()), steps=_STEPS)
    return dict(zip(orders, curves, strict=True)), _checkpoint.class_names[asked.predicted]


@kept()
def _asked(clip_key: str, checkpoint_key: str, _clip: Clip, _checkpoint: Checkpoint) -> Asked:
    """The clip and what the network said of it on its own frames; walks over any cells share it."""
    return answered(_checkpoint, _clip, features_of(clip_key, checkpoint_key, _checkpoint, _clip))
