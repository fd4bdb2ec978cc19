"""From the frames that a network read to the clip's own: numbers a joint (T' × K) as T × M × J.

NaN stands where nobody was read, so that a gap is never taken for a number.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from sta_lstm.arrays import Float32s
from sta_lstm.evidence.maps.question import Question
from sta_lstm.model.features import overlaps
from sta_lstm.prediction.predict import own_curve, own_joints


def means(asked: Question, values: Float32s) -> Float32s:
    """Values of joints (T' × K) at the clip's own frames, as means over the frames in which the person was there."""
    features, clip = asked.features, asked.clip
    there = features.mask.numpy()
    total = own_joints(features, np.where(there, values, 0), clip, is_shared=False)
    weight = own_joints(features, there.astype(np.float32), clip, is_shared=False)
    return where_read(asked, np.divide(total, weight, out=np.full_like(total, np.nan), where=weight > 0))


def amounts(asked: Question, values: Float32s) -> Float32s:
    """Amounts of joints (T' × K) spread over the clip's own frames in which the person was read, their sum kept."""
    features, clip = asked.features, asked.clip
    frames = features.frames
    shares = overlaps(len(frames.read), frames.n_model)  # read × T'
    by_person = values.reshape(len(values), -1, clip.n_joints)
    own = np.zeros((clip.n_frames, clip.n_persons, clip.n_joints))
    for row, person in enumerate(features.persons):
        among = csr_array(shares.multiply(asked.prediction.read[frames.read, person][:, None]))
        covered = np.asarray(among.sum(axis=0)).ravel()  # T', 1 where all own frames show the person
        scale = np.divide(1, covered, out=np.zeros_like(covered), where=covered > 0)
        own[frames.read, person] = among @ (by_person[:, row].astype(np.float64) * scale[:, None])
    return where_read(asked, own.astype(np.float32))


def curve(asked: Question, values: Float32s) -> Float32s:
    """Values of frames (T') at the clip's own frames (T), as means."""
    own = own_curve(asked.features, values, is_shared=False)
    return np.where(asked.prediction.read.any(1), own, np.float32(np.nan))


def where_read(asked: Question, values: Float32s) -> Float32s:
    """A map (T × M × J) with NaN for who was not read."""
    return np.where(asked.prediction.read[..., None], values, np.float32(np.nan))
