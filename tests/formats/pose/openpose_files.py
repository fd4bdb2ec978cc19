"""OpenPose files for tests."""

import io
import json
import zipfile

import numpy as np

from sta_lstm.skeletons import LAYOUTS

BODY_25, COCO_18 = LAYOUTS["openpose-25"], LAYOUTS["coco-18"]


def person(pose, confidence=0.8, key="pose_keypoints_2d", **more):
    values = [
        value
        for joint in pose
        for value in ((*joint, confidence) if not np.isnan(joint).any() else (0,) * (len(joint) + 1))
    ]
    return {"person_id": [-1], key: values, "face_keypoints_2d": [], "hand_left_keypoints_2d": [], **more}


def frame_file(*people, version=1.3):
    return json.dumps({"version": version, "people": list(people)}).encode()


def archive_of(frames, video="walk", folder="", first=0, step=1):
    """Frames, each the bytes of a file, as OpenPose names them."""
    return zipped({f"{folder}{video}_{first + t * step:012d}_keypoints.json": frame for t, frame in enumerate(frames)})


def zipped(files, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()
