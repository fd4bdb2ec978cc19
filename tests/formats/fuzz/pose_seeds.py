"""Sound files of pose estimators, and of data sets made with them, from which the fuzz starts."""

import pickle

import numpy as np
from fuzz.sample import N_FRAMES, body, picture, scored, text, zipped

from sta_lstm.skeletons import LAYOUTS


def openpose():
    frames = [
        text({"version": 1.3, "people": [{"person_id": [-1], "pose_keypoints_2d": scored(pose)}]})
        for pose in picture("openpose-25")
    ]
    yield "walk_keypoints.json", frames[0]
    yield "walk.zip", zipped({f"walk_{t:012d}_keypoints.json": frame for t, frame in enumerate(frames)})
    space = [{"people": [{"pose_keypoints_3d": scored(pose)}]} for pose in body("openpose-25")]
    yield "space.zip", zipped({f"a/b_{t}_keypoints.json": text(frame) for t, frame in enumerate(space)})


def alphapose():
    poses = picture("halpe-26")
    results = [
        {"image_id": f"{t}.jpg", "category_id": 1, "keypoints": scored(pose), "score": 2.9, "idx": 1}
        for t, pose in enumerate(poses)
    ]
    yield "alphapose-results.json", text(results)
    coco = picture("coco-17")
    images = [{"id": t, "file_name": f"v_{t:05d}.jpg", "width": 1920, "height": 1080} for t in range(N_FRAMES)]
    people = [{"id": t, "image_id": t, "category_id": 1, "keypoints": scored(pose)} for t, pose in enumerate(coco)]
    yield "annotations.json", text({"images": images, "annotations": people, "categories": [{"id": 1}]})
    by_picture = {
        f"{t}.jpg": {"version": "AlphaPose v0.3", "people": [{"pose_keypoints_2d": scored(pose)}]}
        for t, pose in enumerate(picture("coco-18"))
    }
    yield "by-picture.json", text(by_picture)


def mediapipe():
    poses = [[dict(zip("xyz", row, strict=True)) | {"visibility": 0.9} for row in pose] for pose in world().tolist()]
    yield "pose_landmarks.json", text({"fps": 25, "frames": [{"pose_world_landmarks": pose} for pose in poses]})
    yield (
        "rows_pose_landmarks.json",
        text([{"landmarks": [[*row, 0.9] for row in pose]} for pose in (world() / 4 + 0.5).tolist()]),
    )
    yield "points.json", text(poses)
    names = [f"{joint.replace(' ', '_')}" for joint in LAYOUTS["mediapipe-33"].joints]
    names[1], names[4], names[9:11] = "left_eye_inner", "right_eye_inner", ("mouth_left", "mouth_right")
    yield "named.json", text([dict(zip(names, pose, strict=True)) for pose in poses])


def world():
    """T × 33 × 3, from the middle of the hips, y down."""
    places = body("mediapipe-33")
    hips = [LAYOUTS["mediapipe-33"].index(f"{side} hip") for side in ("left", "right")]
    return ((places - places[:, hips].mean(axis=1, keepdims=True)) * (1, -1, -1)).round(4)


def mmpose():
    def found(layout):
        return [[{"keypoints": pose.tolist(), "keypoint_scores": [0.9] * len(pose)}] for pose in picture(layout)]

    names = {str(number): joint.replace(" ", "_") for number, joint in enumerate(LAYOUTS["coco-17"].joints)}
    meta = {"dataset_name": "mine", "num_keypoints": 17, "keypoint_id2name": names, "skeleton_links": [[15, 13]]}
    frames = [{"frame_id": t + 1, "instances": persons} for t, persons in enumerate(found("coco-17"))]
    yield "results.json", text({"meta_info": meta, "instance_info": frames})
    yield "picture.json", text(found("halpe-26")[0])
    deep = [{"keypoints": pose.tolist(), "keypoint_scores": [1.0] * len(pose)} for pose in body("h36m-17")]
    yield "deep.json", text([{"frame_id": t, "instances": [person]} for t, person in enumerate(deep)])


def stgcn():
    parts = (picture("coco-18") / (1920, 1080)).round(4)
    frames = [
        {"frame_index": t + 1, "skeleton": [{"pose": pose.ravel().tolist(), "score": [0.9] * len(pose)}]}
        for t, pose in enumerate(parts)
    ]
    yield "--07WQ2iBlw.json", text({"data": frames, "label": "abseiling", "label_index": 0})


def pyskl():
    def annotation(name, keypoint, **more):
        return {"frame_dir": name, "label": 22, "total_frames": keypoint.shape[1], "keypoint": keypoint, **more}

    flat, deep = picture("coco-17")[None], body("ntu-25")[None]
    score = {"keypoint_score": np.full(flat.shape[:3], 0.9, dtype=np.float16), "img_shape": (1080, 1920)}
    annotations = [annotation("S001C001P001R001A023", flat.astype(np.float16), **score), annotation("b", flat, **score)]
    yield "two.pkl", pickle.dumps({"split": {"train": ["b"]}, "annotations": annotations}, 4)
    yield "deep.pkl", pickle.dumps([annotation("S001C001P001R001A023", deep)], 2)
    yield "old.pickle", pickle.dumps([annotation("a", flat.astype(np.float32), **score)], 5)


def points():
    """Joints as lists or named points."""
    joints = [joint.replace(" ", "_") for joint in LAYOUTS["coco-17"].joints]
    space, flat = body("coco-17").tolist(), picture("coco-17").tolist()
    bodies = [{"body_id": 1, "joint_positions": pose} for pose in space]
    frames = [{"timestamp_usec": 33_333 * t, "bodies": [each]} for t, each in enumerate(bodies)]
    yield "kinect.json", text({"joint_names": joints, "frames": frames})
    named = [{name: dict(zip("xyz", place, strict=True)) for name, place in zip(joints, p, strict=True)} for p in space]
    yield "named.json", text(named)
    points = [[{"name": n, "x": x, "y": y, "score": 0.9} for n, (x, y) in zip(joints, p, strict=True)] for p in flat]
    yield "tfjs.json", text([[{"keypoints": each}] for each in points])
    columns = [{"x": [x for x, _ in pose], "y": [y for _, y in pose], "visible": [0.9] * 17} for pose in flat]
    yield (
        "detector.json",
        text({f"v_{t}.jpg": [{"class": 0, "box": {}, "keypoints": c}] for t, c in enumerate(columns)}),
    )
