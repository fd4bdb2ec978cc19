"""Small data sets on disk, written from planted clips, in every kind that is opened."""

import json
from dataclasses import replace

import numpy as np
import pytest

from sta_lstm.datasets import open as opening
from sta_lstm.datasets import open_dataset
from sta_lstm.datasets.synthetic import TEST_SEEDS, planted_clip
from sta_lstm.formats import save_clip


@pytest.fixture(scope="session")
def planted():
    """Two planted clips of 12 frames, one of each action, by name; written over and over under other names."""
    clips = {}
    for action in ("wave right hand", "kick left"):
        clip = planted_clip(action, TEST_SEEDS[0]).clip
        first = {"positions": clip.positions[:12], "present": clip.present[:12]}
        clips[action] = replace(clip, **first, inferred=clip.layout.joints[1:3])
    return clips


@pytest.fixture
def put(planted, tmp_path):
    """Write a planted clip below ``tmp_path``; the suffix names the format."""

    def write(path, action="wave right hand"):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        save_clip(planted[action], file)
        return file

    return write


@pytest.fixture
def sbu_folder(tmp_path):
    """One clip of class 01 for each set that is named: six frames of two persons, as SBU normalises them."""

    def build(*sets, action="01"):
        for number, actors in enumerate(sets):
            file = tmp_path / actors / action / "001" / "skeleton_pos.txt"
            file.parent.mkdir(parents=True)
            numbers = np.random.default_rng(number).uniform((0.2, 0.3, 1.4), (0.8, 1.1, 2.0), size=(6, 2, 15, 3))
            rows = numbers.reshape(6, -1)
            file.write_text(
                "".join(f"{t + 1}," + ",".join(f"{x:.5g}" for x in row) + "\n" for t, row in enumerate(rows))
            )
        return tmp_path

    return build


@pytest.fixture
def utkinect_line():
    """A line of a joint file: a frame number, and a body whose first joint lies at x = ``at``."""

    def line(frame, at=0.0):
        joints = np.random.default_rng(11).uniform((-0.4, -0.9, 2.0), (0.4, 0.7, 2.6), size=(20, 3))
        joints[0, 0] = at
        return f"{frame}  " + " ".join(f" {x:.6f}" for x in joints.ravel()) + " \n"

    return line


@pytest.fixture
def utkinect_folder(tmp_path, utkinect_line):
    """Joint files by recording (lists of frame numbers; x of the first joint counts lines) and the text of the list."""

    def build(frames, labels, label_file="actionLabel.txt"):
        for recording, numbers in frames.items():
            text = "".join(utkinect_line(number, line) for line, number in enumerate(numbers))
            (tmp_path / f"joints_{recording}.txt").write_text(text)
        (tmp_path / label_file).write_text(labels)
        return tmp_path

    return build


@pytest.fixture
def manifest_of(tmp_path):
    """Write lines as ``manifest.csv``."""

    def write(*lines, name="manifest.csv"):
        file = tmp_path / name
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return file

    return write


@pytest.fixture(scope="session")
def opened():
    """Open a data set in this process, and keep nothing."""

    def open_it(path, **options):
        return open_dataset(path, **{"workers": 1, "cache": False, **options})

    return open_it


@pytest.fixture(scope="session")
def described():
    """All that a data set says, as one text, so that two can be compared to the last bit."""

    def described_clip(each):
        clip = each.load()
        return [
            each.source,
            each.label,
            each.subject,
            *(clip.name, clip.label, clip.fps, clip.up_axis, clip.notes),
            clip.inferred,
            *(clip.layout.to_json(), clip.positions.shape, str(clip.positions.dtype)),
            *(clip.positions.tobytes().hex(), clip.present.tobytes().hex(), str(clip.present.dtype)),
        ]

    def describe(dataset):
        clips = [described_clip(each) for each in dataset.clips]
        folds = {name: [str(fold) for fold in folds] for name, folds in dataset.protocols.items()}
        skipped = [str(each) for each in dataset.skipped]
        return json.dumps([dataset.name, clips, dataset.class_names, skipped, folds, dataset.notes])

    return describe


@pytest.fixture
def put_frames(tmp_path):
    """Write OpenPose's files of one recording, one a frame, into a folder below ``tmp_path``; the body moves."""

    def write(folder, video="walk", n_frames=4, first=0):
        place = tmp_path / folder
        place.mkdir(parents=True, exist_ok=True)
        body = np.random.default_rng(1).uniform(100, 900, size=(25, 2))
        for frame in range(n_frames):
            joints = [value for joint in (body + 3 * frame).tolist() for value in (*joint, 0.9)]
            content = {"version": 1.3, "people": [{"person_id": [-1], "pose_keypoints_2d": joints}]}
            name = f"{video}_{first + frame:012d}_keypoints.json".removeprefix("_")
            (place / name).write_text(json.dumps(content))
        return place

    return write


READ_ALL = opening.read_all


@pytest.fixture
def kept(tmp_path):
    return tmp_path / "kept"


@pytest.fixture
def folder(put, tmp_path):
    """Two classes, one file that cannot be read, in ``data``."""
    put("data/wave/1.npz")
    put("data/wave/2.skeleton")
    put("data/kick/1.csv", "kick left")
    (tmp_path / "data/kick/2.npz").write_text("no clip")
    return tmp_path / "data"


@pytest.fixture
def reads(monkeypatch):
    """How many recordings were read, one number for each time that any were."""
    counts = []

    def counting(recordings, *args):
        counts.append(len(recordings))
        return READ_ALL(recordings, *args)

    monkeypatch.setattr(opening, "read_all", counting)
    return counts
