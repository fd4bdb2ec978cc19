"""Files near the limits of the readers for pose estimators, and for data sets made with them."""

import io
import json
import pickle
import zipfile

import numpy as np
from fuzz.sample import PERIOD, pixels, poses, repeated, scored, text

from sta_lstm.skeletons import LAYOUTS, MAX_FRAMES


def openpose():
    frames = [
        text({"version": 1.3, "people": [{"person_id": [-1], "pose_keypoints_2d": scored(pose)}]})
        for pose in pixels("openpose-25", PERIOD)
    ]
    yield "walk.zip", stored(frames, MAX_FRAMES)
    crowd = [
        text({"people": [{"pose_keypoints_2d": scored(pose + 300 * person)} for person in range(5)]})
        for pose in pixels("openpose-25", 100)
    ]
    yield "crowd.zip", stored(crowd, 10_000)
    person = {"pose_keypoints_2d": scored(pixels("openpose-25", 1)[0])}
    yield "mob_keypoints.json", text({"people": [person] * 8_000})
    yield "bare_keypoints.json", text({"people": [{"pose_keypoints_2d": [1, 2, 0.5] * 17}] * 20_000})


def stored(frames, n_frames):
    """Frames in an archive, packed quickly."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for t in range(n_frames):
            archive.writestr(zipfile.ZipInfo(f"walk_{t:012d}_keypoints.json"), frames[t % len(frames)])
    return buffer.getvalue()


def alphapose():
    def results(layout, n_frames, n_persons):
        keypoints = [scored(pose) for pose in pixels(layout, PERIOD)]
        persons = (
            json.dumps({"image_id": f"{t}.jpg", "category_id": 1, "keypoints": keypoints[t % PERIOD], "score": 2.9})
            for t in range(n_frames)
            for _ in range(n_persons)
        )
        return f"[{','.join(persons)}]".encode()

    yield "long-alphapose-results.json", results("halpe-26", MAX_FRAMES, 1)
    yield "crowd-alphapose-results.json", results("coco-17", 6_000, 10)


def mediapipe():
    places = poses("mediapipe-33", PERIOD)
    hips = [LAYOUTS["mediapipe-33"].index(f"{side} hip") for side in ("left", "right")]
    world = ((places - places[:, hips].mean(axis=1, keepdims=True)) * (1, -1, -1)).round(4)
    frames = [[dict(zip("xyz", row, strict=True)) | {"visibility": 0.9} for row in pose] for pose in world.tolist()]
    texts = [json.dumps({"pose_world_landmarks": frame}) for frame in frames]
    yield "pose_landmarks.json", b'{"fps": 25, "frames": [' + repeated(texts, ",", 18_000)[:-1] + b"]}"


def mmpose():
    persons = [
        json.dumps({"keypoints": pose.tolist(), "keypoint_scores": [0.9] * 17}) for pose in pixels("coco-17", PERIOD)
    ]
    frames = (
        f'{{"frame_id": {t}, "instances": [{persons[t % PERIOD]}, {persons[t % PERIOD]}]}}' for t in range(MAX_FRAMES)
    )
    yield "long-results.json", f'{{"instance_info": [{",".join(frames)}]}}'.encode()


def stgcn():
    parts = (pixels("coco-18", PERIOD) / (1920, 1080)).round(4)
    persons = [json.dumps({"pose": pose.ravel().tolist(), "score": [0.9] * 18}) for pose in parts]
    frames = (
        f'{{"frame_index": {t + 1}, "skeleton": [{persons[t % PERIOD]}, {persons[t % PERIOD]}]}}'
        for t in range(MAX_FRAMES)
    )
    yield "long.json", f'{{"data": [{",".join(frames)}], "label": "a", "label_index": 0}}'.encode()


def pyskl():
    places = poses("ntu-25", 20)[None].astype(np.float16)
    annotations = [
        {"frame_dir": f"S001C001P001R001A{n:06d}", "label": n % 60, "keypoint": places.copy(), "total_frames": 20}
        for n in range(20_000)
    ]
    split = {"xsub_train": [each["frame_dir"] for each in annotations[::2]]}
    yield "many.pkl", pickle.dumps({"split": split, "annotations": annotations})
    flat = pixels("coco-17")[None]
    score = np.full(flat.shape[:3], 0.9, dtype=np.float16)
    long = {"frame_dir": "long", "label": 3, "keypoint": flat, "keypoint_score": score, "total_frames": MAX_FRAMES}
    yield "long.pkl", pickle.dumps([long], 2)


def points():
    joints = [joint.replace(" ", "_") for joint in LAYOUTS["coco-17"].joints]
    named = [json.dumps(dict(zip(joints, pose, strict=True))) for pose in poses("coco-17", PERIOD).tolist()]
    yield "named.json", b"[" + repeated(named, ",")[:-1] + b"]"
    places = poses("coco-17", 100)
    bodies = ([{"body_id": n, "joint_positions": (pose + n).round(4).tolist()} for n in range(2)] for pose in places)
    listed = [json.dumps({"bodies": both}) for both in bodies]
    data = b"[" + repeated(listed, ",", 10_000)[:-1] + b"]"
    yield "two.json", b'{"joint_names": ' + text(joints) + b', "frames": ' + data + b"}"
    rows = [
        ",".join(json.dumps({"frame": t, "joint": n, "x": x, "y": y}) for n, (x, y) in zip(joints, pose, strict=True))
        for t, pose in enumerate(pixels("coco-17", 3_000).tolist())
    ]
    yield "table.json", f"[{','.join(rows)}]".encode()
