"""MVNX: segments in metres, and XML that means harm."""

import numpy as np
import pytest
from formats.mocap.mocap_files import SEGMENTS, mvnx_file, standing

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip, recordings
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.skeletons import LAYOUTS, conversion
from sta_lstm.skeletons.synonyms import common_names


def test_segments_become_joints():
    clip = load_clip(mvnx_file(), "take.mvnx")
    assert (clip.n_frames, clip.n_persons, clip.fps, clip.up_axis) == (4, 1, 60.0, "z")
    assert clip.layout.joints == SEGMENTS
    assert np.allclose(clip.positions[:, 0], standing(), atol=1e-6)
    assert clip.layout.torso == ("Pelvis", "Neck")
    assert ("LeftUpperLeg", "LeftLowerLeg") in clip.layout.bones
    assert ("LeftHand", "RightHand") in clip.layout.mirror_pairs
    names = dict(zip(SEGMENTS, common_names(clip.layout), strict=True))
    assert names["LeftUpperLeg"] == "left hip"
    assert names["RightForeArm"] == "right elbow"
    assert names["T12"] == "spine mid"
    assert names["L5"] == "l5"
    assert not conversion(clip.layout, LAYOUTS["ntu-25"]).impossible
    assert any("1 frame" in note and "calibration" in note for note in clip.notes)
    assert recordings(mvnx_file(), "x")[0].format == "MVNX (Xsens)"


def test_subjects_are_persons():
    clip = load_clip(mvnx_file([standing(5), standing(3) + np.array([0, 2, 0])]), "two.mvnx")
    assert clip.present.sum(axis=0).tolist() == [5, 3]


def test_a_file_without_a_rate_is_asked_for_it():
    assert load_clip(mvnx_file(rate="x"), "a.mvnx", options=ReadOptions(fps=50)).fps == 50
    assert any("does not say its frame rate" in note for note in load_clip(mvnx_file(rate="x"), "a.mvnx").notes)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (mvnx_file(before='<!DOCTYPE mvnx [<!ENTITY a "b">]>'), "line 2: it has a document type"),
        (mvnx_file()[:-200], "no well-formed XML"),
        (mvnx_file().replace(b" 1.350000", b"", 1), "expected 3 numbers a segment, 69 in all, found 68"),
        (mvnx_file().replace(b" 1.350000", b" x", 1), "a position is no number"),
        (mvnx_file().replace(b'type="normal"', b'type="tpose"'), "has no frames with positions"),
        (mvnx_file().replace(b'"L5"', b'"L3"'), "expected a segment with a label of its own"),
        (mvnx_file([standing()] * 9), "over 8 subjects"),
        (b"<mvnx>" + b"<a>" * 200, "elements within 100 others"),
        (b"<mvnx></mvnx>", "without a subject"),
        (b"<other><mvnx/></other>", "no MVNX: it begins with 'other'"),
    ],
)
def test_what_is_wrong_is_named(data, message):
    with pytest.raises(ClipError, match=message):
        load_clip(data, "take.mvnx")


def test_real_take(data_folder):
    clip = load_clip(data_folder / "field" / "take.mvnx")
    assert (clip.positions.shape, clip.fps, clip.up_axis) == ((112, 1, 23, 3), 60.0, "z")
    # The file's own first numbers: Pelvis in the origin, the head above the toes.
    assert np.abs(clip.positions[0, 0, 0]).max() < 0.001
    head, toe = (clip.positions[:, 0, clip.layout.index(joint), 2] for joint in ("Head", "LeftToe"))
    assert ((head - toe) > 1.2).all()
