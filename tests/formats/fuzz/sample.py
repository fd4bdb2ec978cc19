"""The body from which sound files are made, small and large, and the ways in which both are written."""

import io
import json
import zipfile
from functools import cache

import numpy as np

from sta_lstm.formats import load_clip
from sta_lstm.samples import sample_clips
from sta_lstm.skeletons import LAYOUTS, MAX_FRAMES
from sta_lstm.skeletons.convert import converted
from sta_lstm.skeletons.cut import cut

N_FRAMES = 6
#: Frames of poses that differ; longer recordings repeat them.
PERIOD = 500


@cache
def sample(layout="ntu-25"):
    """Six frames of a planted clip in the joints of a layout."""
    clip = load_clip(next(path for path in sample_clips() if path.stem == "wave-right-hand"))
    return converted(cut(clip, 0, N_FRAMES), LAYOUTS[layout])


def body(layout):
    """T × J × 3, metres, y up; four decimals."""
    return sample(layout).positions[:, 0].astype(np.float64).round(4)


def picture(layout):
    """T × J × 2, pixels, y down."""
    return (body(layout)[..., :2] * (300, -300) + (960, 700)).round(2)


def text(value):
    return json.dumps(value).encode()


def zipped(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def scored(pose):
    """x, y and a confidence of each joint, in one row."""
    return [value for joint in pose.tolist() for value in (*joint, 0.9)]


def poses(layout, n_frames=MAX_FRAMES):
    """T × J × 3 of a body that walks on the spot, metres, y up; four decimals."""
    random = np.random.default_rng(0)
    still = body(layout)[0]
    moving = (still + random.normal(0, 0.03, size=(PERIOD, *still.shape))).round(4)
    return moving[np.arange(n_frames) % PERIOD]


def pixels(layout, n_frames=MAX_FRAMES):
    """T × J × 2, y down; two decimals."""
    return (poses(layout, n_frames)[..., :2] * (300, -300) + (960, 700)).round(2)


def repeated(rows, end, n_frames=MAX_FRAMES):
    """Lines of ``rows`` (the texts of `PERIOD` frames), again and again, without a frame's number."""
    return end.join(rows[t % len(rows)] for t in range(n_frames)).encode() + end.encode()
