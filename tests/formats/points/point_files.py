"""One body that stands and raises its right wrist, in the JSON forms of the field."""

import json

import numpy as np

NAMES = (
    *("nose", "left_eye", "right_eye", "left_ear", "right_ear", "left_shoulder", "right_shoulder", "left_elbow"),
    *("right_elbow", "left_wrist", "right_wrist", "left_hip", "right_hip", "left_knee", "right_knee"),
    *("left_ankle", "right_ankle"),
)
_SIDE = [
    *[(0.03, 1.66, 0.1), (0.08, 1.62, 0), (0.2, 1.42, 0), (0.25, 1.12, 0), (0.27, 0.86, 0.05), (0.1, 0.92, 0)],
    *[(0.11, 0.5, 0.02), (0.11, 0.08, -0.03)],
]
_POSE = np.array([(0, 1.62, 0.12), *((sign * x, y, z) for x, y, z in _SIDE for sign in (1, -1))], dtype=float)
N_FRAMES = 12
#: T × 17 × 3, metres, y up, facing +z.
BODY = np.repeat(_POSE[None], N_FRAMES, axis=0)
BODY[:, 10] += np.linspace(0, 1, N_FRAMES)[:, None] * (0, 0.6, 0.3)
#: T × 17 × 2, pixels, y down.
PIXELS = np.stack([BODY[..., 0] * 200 + 640, 700 - BODY[..., 1] * 200], axis=-1)
#: As Azure Kinect has it: millimetres, y down, z away from the camera.
CAMERA = (BODY * (1, -1, -1) * 1000 + (0, 900, 2500)).round(3)


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


def matrix(place, *, by_columns=True):
    """4 × 4, as ARKit lists its columns, or row by row."""
    values = np.eye(4)
    values[:3, 3] = place
    return (values.T if by_columns else values).tolist()


def in_picture(pose, key="name", score="score", name=str):
    return [{key: name(joint), "x": x, "y": y, score: 0.9} for joint, (x, y) in zip(NAMES, pose.tolist(), strict=True)]


def by_name(pose, point=list):
    return {name: point(place) for name, place in zip(NAMES, pose.tolist(), strict=True)}


def xyz(place):
    return dict(zip("xyz", place, strict=True))


def ultralytics(pose):
    x, y = pose.T.tolist()
    box = {"x1": 1.0, "y1": 2.0, "x2": 3.0, "y2": 4.0}
    return {"name": "person", "class": 0, "box": box, "keypoints": {"x": x, "y": y, "visible": [0.9] * 17}}


def posenet(pose):
    points = in_picture(pose, "part", name=camel)
    return [{"score": p["score"], "part": p["part"], "position": {"x": p["x"], "y": p["y"]}} for p in points]


def azure(poses, names=NAMES):
    frames = [
        {
            "timestamp_usec": 33_333 * t,
            "frame_id": t,
            "num_bodies": 1,
            "bodies": [{"body_id": 3, "joint_orientations": [[1, 0, 0, 0]] * 17, "joint_positions": pose}],
        }
        for t, pose in enumerate(poses.tolist())
    ]
    return {"joint_names": [name.upper() for name in names], "frames": frames}


#: Forms in space, of T × 17 × 3.
IN_SPACE = {
    "named objects": lambda poses: [by_name(pose, xyz) for pose in poses],
    "named lists": lambda poses: {"frames": [by_name(pose) for pose in poses]},
    "named positions": lambda poses: [by_name(pose, lambda p: {"position": xyz(p), "score": 0.8}) for pose in poses],
    "lists with names": lambda poses: {
        "fps": 30,
        "poses": [{"joints": [{"name": n, "pos": p} for n, p in by_name(pose).items()]} for pose in poses],
    },
    "Azure Kinect": azure,
    "ARKit": lambda poses: [{"joints": {f"{n}_joint": matrix(p) for n, p in by_name(pose).items()}} for pose in poses],
    "matrices by rows": lambda poses: [by_name(pose, lambda p: matrix(p, by_columns=False)) for pose in poses],
    "flat matrices": lambda poses: {
        "jointNames": list(NAMES),
        "frames": [
            {"jointModelTransforms": [[value for row in matrix(p) for value in row] for p in pose.tolist()]}
            for pose in poses
        ],
    },
    "a table": lambda poses: [
        {"frame": t, "joint": n, **xyz(p)} for t, pose in enumerate(poses) for n, p in by_name(pose).items()
    ],
    "a wide table": lambda poses: [
        {"frame": t, **{f"{n}_{axis}": p["xyz".index(axis)] for n, p in by_name(pose).items() for axis in "xyz"}}
        for t, pose in enumerate(poses)
    ],
    "joints over time": lambda poses: {name: poses[:, j].tolist() for j, name in enumerate(NAMES)},
    "axes over time": lambda poses: {name: xyz(poses[:, j].T.tolist()) for j, name in enumerate(NAMES)},
    "wrapped": lambda poses: {
        "recording": {"about": "mine", "data": {"frames": [{"pose": by_name(p)} for p in poses]}}
    },
    "by number": lambda poses: {f"frame_{t}": {"people": [by_name(pose)]} for t, pose in enumerate(poses)},
    "people that are frames": lambda poses: {
        "people": [{"frame": t, "joints": by_name(p)} for t, p in enumerate(poses)]
    },
    "predictions": lambda poses: {"predictions": [{"keypoints": by_name(pose)} for pose in poses]},
    "beside a box": lambda poses: [
        {**by_name(pose), "bbox": {"x": 1, "y": 2, "w": 3, "h": 4}, "center": {"x": 1, "y": 2}} for pose in poses
    ],
    "of an enumeration": lambda poses: [
        {f"JointType_{camel(n)}": {"Position": xyz(p), "TrackingState": 2} for n, p in by_name(pose).items()}
        for pose in poses
    ],
}
#: Forms in a picture, of T × 17 × 2.
IN_PICTURE = {
    "tfjs": lambda poses: [[{"score": 0.8, "keypoints": in_picture(pose)}] for pose in poses],
    "tfjs, one pose": lambda poses: [{"keypoints": in_picture(pose)} for pose in poses],
    "PoseNet": lambda poses: [{"score": 0.9, "keypoints": posenet(pose)} for pose in poses],
    "ml5, old": lambda poses: [
        [{"pose": {"keypoints": posenet(pose), "nose": {"x": 1, "y": 2}}, "skeleton": [[{"part": "a"}]]}]
        for pose in poses
    ],
    "ml5": lambda poses: [[{"keypoints": in_picture(pose, score="confidence"), "id": 1}] for pose in poses],
    "Ultralytics": lambda poses: [[ultralytics(pose)] for pose in poses],
    "Ultralytics by picture": lambda poses: {f"v_{t}_a.jpg": [ultralytics(pose)] for t, pose in enumerate(poses)},
    "numbered": lambda poses: [
        {"frame": t, "keypoints": [{"id": j, "x": x, "y": y, "confidence": 0.9} for j, (x, y) in enumerate(pose)]}
        for t, pose in enumerate(poses.tolist())
    ],
    "lists": lambda poses: poses.tolist(),
    "lists with scores": lambda poses: [
        {"keypoints": [[*place, 0.9] for place in pose], "score": 0.9} for pose in poses.tolist()
    ],
    "flat": lambda poses: {"frames": [[value for place in pose for value in (*place, 0.9)] for pose in poses.tolist()]},
}


def text(content):
    return json.dumps(content).encode()
