"""Files of one frame each that were uploaded together are one recording."""

import io
import json

from sta_lstm.formats.rules.read_options import AS_STORED
from sta_lstm.ui.pickers.files import uploads


class Upload(io.BytesIO):
    """What Streamlit gives for a file."""

    def __init__(self, name, data):
        super().__init__(data)
        self.name, self.file_id, self.size = name, f"id of {name}", len(data)


def frame(shift):
    values = [part for j in range(25) for part in (100.0 + 10 * (j % 5) + shift, 50.0 + 12 * (j // 5), 0.9)]
    return json.dumps({"version": 1.3, "people": [{"person_id": [-1], "pose_keypoints_2d": values}]}).encode()


def test_frames_are_one_recording_and_other_files_stay():
    files = [Upload(f"cam01.{t:04d}.json", frame(t)) for t in (2, 0, 1)]
    files += [Upload("walk.skeleton", b"1\n0\n"), Upload("single_keypoints.json", frame(0)), Upload("a.json", b"{}")]
    together, *others = uploads(files)
    assert together.name == "cam01.zip"
    assert together.load(AS_STORED).n_frames == 3
    assert [source.name for source in others] == ["a.json", "single_keypoints.json", "walk.skeleton"]


def test_the_key_tells_other_frames_apart():
    frames = [Upload(f"{t}.json", frame(t)) for t in range(4)]
    keys = {uploads(frames[:n])[0].key for n in (2, 3, 4)}
    assert len(keys) == 3
