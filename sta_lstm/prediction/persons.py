"""What a model said of one person, told on the clip with all persons, so that it can be compared with other answers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sta_lstm.errors import MismatchError
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.skeletons import Clip


def with_all_persons(prediction: Prediction, clip: Clip, person: int) -> Prediction:
    """A result for one person alone as a result for the clip that shows the others too: they were not read.

    Args:
        prediction: of a clip with this person alone (see `sta_lstm.skeletons.one_person`).
        clip: with M persons, in the same layout.
        person: the column of the person there, from 0.

    Returns:
        The result with its α, β and scores; α is T × M × J, 0 for all others.

    Raises:
        MismatchError: the result is not for this person of this clip.
    """
    own = prediction.clip
    if (
        own.n_persons != 1
        or own.layout.joints != clip.layout.joints
        or not 0 <= person < clip.n_persons
        or not np.array_equal(own.present[:, 0], clip.present[:, person])
    ):
        raise MismatchError(
            f"the result for '{own.name}' ({own.n_persons} × {own.layout.name}, {own.n_frames} frames) is not for the "
            f"person in column {person} of '{clip.name}' ({clip.n_persons} × {clip.layout.name}, {clip.n_frames} "
            "frames) alone. Run the model on that person."
        )
    read = np.zeros((clip.n_frames, clip.n_persons), dtype=bool)
    read[:, person] = prediction.read[:, 0]
    maps = []
    for each in prediction.maps:
        values = np.full((clip.n_frames, clip.n_persons, clip.n_joints), 0 if each.relative else np.nan, np.float32)
        values[:, person] = each.values[:, 0]
        maps.append(replace(each, values=values))
    return replace(prediction, clip=clip, maps=tuple(maps), read=read, links=None, ahead=None)
