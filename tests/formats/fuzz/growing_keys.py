"""Files of keys that somebody chose: in order, against it, one again and again, and all in one place of a dict."""

import pickle
from functools import cache

from fuzz.sample import body, pixels, poses, scored, text

from sta_lstm.skeletons import LAYOUTS

MODULUS = 2**61 - 1
#: n keys of each kind, numbers all.
KEYS = {
    "colliding": lambda n: [k * MODULUS for k in range(n)],
    "colliding, below zero": lambda n: [-k * MODULUS for k in range(n)],
    "alike in their last bits": lambda n: [k << 40 for k in range(n)],
    "huge": lambda n: [10**300 + k for k in range(n)],
    "decimal": lambda n: [k * 1e300 for k in range(n)],
    "sorted": lambda n: list(range(n)),
    "reversed": lambda n: list(range(n, 0, -1)),
    "repeated": lambda n: [7] * n,
}
JOINTS = LAYOUTS["coco-17"].joints


@cache
def _person():
    return scored(pixels("coco-17", 1)[0])


def coco(keys):
    """Pictures and persons by number."""
    images = [{"id": key, "file_name": f"{t}.jpg"} for t, key in enumerate(keys)]
    people = [{"image_id": key, "keypoints": _person(), "id": t} for t, key in enumerate(keys)]
    return "coco.json", text({"images": images, "annotations": people})


def alphapose(keys):
    return "alphapose-results.json", text([{"image_id": key, "keypoints": _person()} for key in keys])


def mmpose(keys):
    person = {"keypoints": pixels("coco-17", 1)[0].tolist(), "keypoint_scores": [0.9] * 17}
    nobody = [{"frame_id": key, "instances": []} for key in keys]
    return "results.json", text({"instance_info": [{"frame_id": 0, "instances": [person]}, *nobody]})


def rows_of_points(keys):
    """A table of points in JSON: a moment a row."""
    return "rows.json", text([{"frame": key, "joint": "nose", "x": 1.0, "y": 2.0} for key in keys])


def moments(keys):
    bodies = [dict(zip(JOINTS, pose, strict=True)) for pose in poses("coco-17", 10).tolist()]
    return "named.json", text([{"timestamp": key, "bodies": [bodies[t % 10]]} for t, key in enumerate(keys)])


def tracked_people(keys):
    """OpenPose's persons of one frame, by the tracker's number."""
    return "walk_keypoints.json", text({"people": [{"person_id": [k], "pose_keypoints_2d": _person()} for k in keys]})


def pickled_keys(keys):
    """A dict of all of them, written by hand: Python itself would take for ever to fill one."""
    written = b"".join(pickle.dumps(key, 2)[2:-1] + b"K\x00" for key in keys)
    return "keys.pkl", pickle.dumps({"positions": body("smpl-22")}, 2)[
        :-1
    ] + b"X\x02\x00\x00\x00by}(" + written + b"us."


def nested_keys(keys):
    return "nested.pkl", pickle.dumps({"positions": body("smpl-22"), "by": [{key: {key: 0}} for key in keys]}, 4)


def put_aside(keys):
    """A pickle's values under numbers written in digits."""
    return "put.pkl", b"\x80\x02N" + b"".join(b"p%d\n" % int(key) for key in keys) + b"."


#: What is made of keys, and how many of them take a hundredth of a second or more.
OF_KEYS = {
    "COCO": (coco, 1500),
    "AlphaPose": (alphapose, 1500),
    "MMPose": (mmpose, 20_000),
    "rows of points": (rows_of_points, 1_500),
    "moments": (moments, 250),
    "OpenPose": (tracked_people, 900),
    "pickled keys": (pickled_keys, 8_000),
    "nested keys": (nested_keys, 8_000),
    "put aside": (put_aside, 8_000),
}
