"""OpenPose's JSON: a zip archive of a recording, frame by frame, or one frame."""

import numpy as np
import pytest
from formats.pose.openpose_files import BODY_25, archive_of, frame_file, person, zipped

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip
from sta_lstm.formats.pose.openpose import openpose_entries, read_openpose, sniff_openpose
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.skeletons import LAYOUTS, mirrored


def test_a_projected_recording_comes_back(pixels):
    clip = load_clip(archive_of([frame_file(person(pose)) for pose in pixels]), "walk.zip")
    assert clip.layout == BODY_25
    assert clip.positions.shape == (len(pixels), 1, 25, 3)
    assert clip.present.all()
    assert clip.name == "walk.zip"
    shape = pixels * (1, -1)
    scale = np.ptp(clip.positions[0, 0, :, 1]) / np.ptp(shape[0, :, 1])
    back = clip.positions[:, 0, :, :2] - clip.positions[0, 0, 0, :2]
    assert np.allclose(back, (shape - shape[0, 0]) * scale, atol=1e-5)
    assert 1.5 < np.ptp(clip.positions[0, 0, :, 1]) < 1.9
    assert clip.notes[0] == "2D: depth is unknown and drawn flat."


def test_a_flipped_video_is_the_mirrored_clip(pixels):
    flipped = ((1920, 0) + pixels * (-1, 1))[:, list(BODY_25.mirror_indices)]
    one, other = (
        load_clip(archive_of([frame_file(person(pose)) for pose in poses]), "a.zip") for poses in (pixels, flipped)
    )
    assert np.allclose(mirrored(other).positions, one.positions, atol=1e-5)


def test_two_persons_in_any_order_and_with_gaps(pixels):
    random = np.random.default_rng(1)
    far = pixels + np.array((500, 0))
    frames = []
    for t in range(len(pixels)):
        people = [person(pixels[t]), person(far[t])] if t % 3 else [person(pixels[t])]
        frames.append(frame_file(*random.permutation(np.array(people, dtype=object))))
    clip = load_clip(archive_of(frames), "a.zip")
    assert clip.n_persons == 2
    assert clip.present[:, 0].all()
    assert np.array_equal(clip.present[:, 1], np.arange(len(pixels)) % 3 > 0)
    apart = (clip.positions[:, 1] - clip.positions[:, 0])[clip.present[:, 1]]
    assert np.allclose(apart, apart[0, 0], atol=1e-5)


def test_the_trackers_ids_are_believed(pixels):
    frames = [
        frame_file(person(pixels[t], person_id=[4]), person(pixels[t] + (500, 0), person_id=[2]))
        if t < 20
        else frame_file(person(pixels[t] + (500, 0), person_id=[4]), person(pixels[t], person_id=[2]))
        for t in range(40)
    ]
    clip = load_clip(archive_of(frames), "a.zip")
    apart = clip.positions[:, 1, 0, 0] - clip.positions[:, 0, 0, 0]
    assert (apart[:20] > 0.5).all()
    assert (apart[20:] < -0.5).all()


def test_joints_that_were_not_found_are_filled(pixels):
    poses = pixels.copy()
    poses[5, 4] = np.nan
    poses[:, 24] = np.nan
    clip = load_clip(archive_of([frame_file(person(pose)) for pose in poses]), "a.zip")
    assert np.allclose(clip.positions[5, 0, 4], clip.positions[[4, 6], 0, 4].mean(axis=0), atol=1e-6)
    assert clip.inferred == ("right heel",)
    assert any("1 joint was missing in 1 of" in note for note in clip.notes)


def test_an_empty_frame_and_a_lost_person_are_absence(pixels):
    nothing = person(np.full((25, 2), np.nan))
    frames = [frame_file(person(pixels[0])), frame_file(), frame_file(nothing), frame_file(person(pixels[1]))]
    clip = load_clip(archive_of(frames), "a.zip")
    assert clip.present[:, 0].tolist() == [True, False, False, True]
    assert "1 persons without any joint that was found count as absent." in clip.notes


@pytest.mark.parametrize("parts", [(1920, 1080), (1080, 1080)])
def test_keypoint_scale_does_not_matter(pixels, parts):
    clip = load_clip(archive_of([frame_file(person(pose)) for pose in pixels / parts]), "a.zip")
    assert 1.2 < np.ptp(clip.positions[0, 0, :, 1]) < 1.9
    assert "Positions are parts of a picture of unknown size; bodies look right only if it was square." in clip.notes


@pytest.mark.parametrize(
    ("key", "layout", "n_joints"),
    [("pose_keypoints", "coco-18", 18), ("pose_keypoints_2d", "coco-18", 18), ("pose_keypoints_2d", "coco-17", 17)],
)
def test_other_models_and_older_versions(pixels, key, layout, n_joints):
    frames = [frame_file(person(pose[:n_joints], key=key), version=1.0) for pose in pixels]
    clip = load_clip(archive_of(frames), "a.zip")
    assert clip.layout == LAYOUTS[layout]


def test_a_chosen_layout_of_as_many_joints_is_taken(pixels):
    frames = archive_of([frame_file(person(pose[:17])) for pose in pixels])
    assert load_clip(frames, "a.zip", options=ReadOptions(layout=LAYOUTS["h36m-17"])).layout == LAYOUTS["h36m-17"]
    with pytest.raises(ClipError, match="the layout 'ntu-25' that was chosen has 25"):
        load_clip(frames, "a.zip", options=ReadOptions(layout=LAYOUTS["ntu-25"]))


def test_one_frame_alone(pixels):
    data = frame_file(person(pixels[0]), version='"a"')
    for name in ("walk_000000000012_keypoints.json", "frame.json", "frame"):
        clip = load_clip(data, name)
        assert clip.n_frames == 1
        assert clip.name == name


def test_positions_in_space(pixels):
    """As --3d writes them: y down, millimetres; the 2D lists are there too."""
    depth = np.linspace(2000, 2300, 25)[None, :, None] * np.ones((len(pixels), 1, 1))
    space = np.concatenate(((pixels - (960, 540)) * 4, depth), axis=-1)
    frames = [
        frame_file(
            person(flat, pose_keypoints_3d=[value for joint in deep for value in (*joint, 1)]),
        )
        for flat, deep in zip(pixels, space, strict=True)
    ]
    clip = load_clip(archive_of(frames), "a.zip")
    assert clip.up_axis == "y"
    assert np.allclose(clip.positions[:, 0], space * (0.001, -0.001, -0.001), atol=1e-4)
    assert any("millimetres" in note for note in clip.notes)
    assert any("turned by half a turn" in note for note in clip.notes)


# Which files make a recording ----------------------------------------------------------------------------------------


def test_frames_are_ordered_by_number_and_missing_ones_are_absence(pixels):
    files = {f"walk_{number:012d}_keypoints.json": frame_file(person(pixels[number])) for number in (9, 2, 3, 5)}
    clip = load_clip(zipped(files), "a.zip")
    assert clip.present[:, 0].tolist() == [True, True, False, True, False, False, False, True]
    assert "4 of 8 frames have no file; nobody is present there." in clip.notes
    assert np.argmax(np.abs(clip.positions[:, 0, 0, 0] - clip.positions[0, 0, 0, 0]) > 0) >= 1


def test_every_fifth_frame_is_a_recording_without_gaps(pixels):
    clip = load_clip(archive_of([frame_file(person(pose)) for pose in pixels[:6]], step=5, first=100), "a.zip")
    assert clip.n_frames == 6
    assert clip.present.all()
    assert "Frames are numbered in steps of 5; each that there is counts as the next frame." in clip.notes


def test_several_recordings_in_an_archive(pixels):
    frames = [frame_file(person(pose)) for pose in pixels[:3]]
    files = {
        **{f"out/b/kick_{t:012d}_keypoints.json": frame for t, frame in enumerate(frames)},
        **{f"out/a/walk_{t:012d}_keypoints.json": frame for t, frame in enumerate(frames[:2])},
        "__MACOSX/out/a/._walk_000000000000_keypoints.json": b"\x00\x05",
        "out/readme.txt": b"hello",
        "out/a/walk.avi": b"RIFF",
    }
    data = zipped(files)
    assert openpose_entries(data, "a.zip") == ("out/a/walk", "out/b/kick")
    assert read_openpose(data, "a.zip", ReadOptions(entry="out/b/kick")).n_frames == 3
    clip = read_openpose(data, "a.zip")
    assert clip.n_frames == 2
    assert clip.notes[0] == ("The archive holds 2 recordings; this is 'out/a/walk'. Choose another by its name.")
    with pytest.raises(ClipError, match="holds no recording 'c'; it holds: out/a/walk, out/b/kick"):
        read_openpose(data, "a.zip", ReadOptions(entry="c"))


@pytest.mark.parametrize(
    ("names", "entry"),
    [
        (("000000000000_keypoints.json", "000000000001_keypoints.json"), "frames"),
        (("img_7_keypoints.json", "img_8_keypoints.json"), "img"),
        (("../../../etc/cron.d/x_1_keypoints.json", "../../../etc/cron.d/x_2_keypoints.json"), "etc/cron.d/x"),
        (("/root/x1_keypoints.json", "/root/x2_keypoints.json"), "root/x"),
        (("C:\\x\\w_1_keypoints.json", "C:\\x\\w_2_keypoints.json"), "C:/x/w"),
    ],
)
def test_names_of_files_are_names_and_no_paths(pixels, names, entry, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    data = zipped({name: frame_file(person(pixels[t])) for t, name in enumerate(names)})
    assert openpose_entries(data, "a.zip") == (entry,)
    assert load_clip(data, "a.zip").n_frames == 2
    assert list(tmp_path.iterdir()) == []


def test_signatures():
    assert sniff_openpose(b'{"version":1.3,"people":[{"person_id":[-1],')
    assert sniff_openpose(b'\xef\xbb\xbf{\r\n "people": []}')
    assert not sniff_openpose(b'{"data": [{"people": []}]}')
    assert not sniff_openpose(b"PK\x03\x04" + bytes(26) + b"walk.skeleton")
    folder = zipped({"out/": b"", "out/walk_000000000000_keypoints.json": b"{}"})
    assert sniff_openpose(folder[:4096])


# Bad input -----------------------------------------------------------------------------------------------------------
