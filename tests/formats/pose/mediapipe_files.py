"""MediaPipe's landmarks for tests, in the JSON forms that people write."""

from sta_lstm.skeletons import LAYOUTS

LAYOUT = LAYOUTS["mediapipe-33"]
#: As the documentation of MediaPipe's pose landmarker has them, in their order.
NAMES = (
    *("nose", "left_eye_inner", "left_eye", "left_eye_outer", "right_eye_inner", "right_eye", "right_eye_outer"),
    *("left_ear", "right_ear", "mouth_left", "mouth_right", "left_shoulder", "right_shoulder", "left_elbow"),
    *("right_elbow", "left_wrist", "right_wrist", "left_pinky", "right_pinky", "left_index", "right_index"),
    *("left_thumb", "right_thumb", "left_hip", "right_hip", "left_knee", "right_knee", "left_ankle", "right_ankle"),
    *("left_heel", "right_heel", "left_foot_index", "right_foot_index"),
)
HIPS = [LAYOUT.index("left hip"), LAYOUT.index("right hip")]


def point(x, y, z):
    return {"x": x, "y": y, "z": z, "visibility": 0.9}


def as_objects(pose):
    return [point(*row) for row in pose.tolist()]


def as_capitals(pose):
    return [{"X": x, "Y": y, "Z": z, "Visibility": 0.9} for x, y, z in pose.tolist()]


def as_rows(pose):
    return [[*row, 0.9] for row in pose.tolist()]


def as_message(pose):
    return {"landmark": as_objects(pose)}


def as_names(pose):
    """By name, in the order of the alphabet, beside something else."""
    return {"timestamp": 3.5, **{name: point(*row) for name, row in sorted(zip(NAMES, pose.tolist(), strict=True))}}


def as_enumeration(pose):
    pairs = zip(NAMES, as_rows(pose), strict=True)
    return {f"PoseLandmark.{name.upper()}": row for name, row in reversed(list(pairs))}


def as_named_points(pose):
    """TensorFlow.js names each point of its list."""
    return [{**point(*row), "name": name} for name, row in sorted(zip(NAMES, pose.tolist(), strict=True))]
