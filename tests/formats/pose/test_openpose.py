"""OpenPose's JSON: a zip archive of a recording, frame by frame, or one frame."""

import io
import json
import struct
import zipfile
from functools import partial

import numpy as np
import pytest

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip
from sta_lstm.formats.pose.openpose import openpose_entries, read_openpose, sniff_openpose
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.samples import sample_clips
from sta_lstm.skeletons import LAYOUTS, mirrored
from sta_lstm.skeletons.convert import converted

BODY_25, COCO_18 = LAYOUTS["openpose-25"], LAYOUTS["coco-18"]


@pytest.fixture(scope="module")
def pixels():
    """A sample clip as a camera sees it: T × 25 × 2 pixels of BODY_25."""
    clip = load_clip(next(path for path in sample_clips() if path.stem == "wave-right-hand"))
    places = converted(clip, BODY_25).positions[:, 0, :, :2].astype(np.float64)
    return places * (300, -300) + (960, 700)


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

ONE = frame_file(person(np.arange(50).reshape(25, 2) * 10.0 + 1))


def with_values(values):
    return archive_of([frame_file({"pose_keypoints_2d": values})])


def encrypted():
    data = bytearray(archive_of([ONE]))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def lying():
    """A file that says it unpacks to 20 bytes."""
    data = bytearray(archive_of([ONE]))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 20)
    return bytes(data)


def bomb(n_files, n_bytes):
    return archive_of([b" " * n_bytes] * n_files)


BAD = [
    ("truncated", archive_of([ONE])[:200], "is damaged or cut short: it begins as a zip archive"),
    (
        "no frames",
        zipped({"a.txt": b"walk_000_keypoints.json"}, zipfile.ZIP_STORED),
        "without a file that ends in _key",
    ),
    ("not json", archive_of([ONE, b"{"]), "a.zip/walk_000000000001_keypoints.json', line 1, character 2"),
    ("deep", archive_of([b"[" * 100_000]), "lists nested too deep"),
    (
        "no people",
        archive_of([b"{}"]),
        "not OpenPose's: expected an object with a list 'people', found an empty object",
    ),
    ("a list", archive_of([b"[1]"]), "found a list of 1"),
    ("people is null", archive_of([b'{"people": null}']), "found an object with the keys people"),
    (
        "person is a number",
        archive_of([b'{"people": [7]}']),
        "person 0: expected an object with 'pose_keypoints_2d', fo",
    ),
    ("person is empty", archive_of([b'{"people": [{}]}']), "expected 'pose_keypoints_2d', found an empty object"),
    ("nobody", archive_of([frame_file(), frame_file()]), "shows no body in any of its 2 frames"),
    ("no joint found", with_values([0] * 75), "shows no body in any of its 1 frames"),
    ("not three each", with_values([1] * 74), "person 0: expected the list x, y, confidence, again and again"),
    ("nested", with_values([[1, 2, 3]] * 75), "expected numbers, found a list of 3"),
    ("text", with_values(["a"] * 75), "expected numbers, found 'a'"),
    ("an object", with_values({"a": 1}), "found an object with the keys a"),
    ("huge", with_values([10**400] * 75), "expected numbers"),
    ("infinite", archive_of([b'{"people":[{"pose_keypoints_2d":[' + b",".join([b"1e999"] * 75) + b"]}]}"]), "infinite"),
    ("one point", with_values([5, 5, 1] * 25), "every joint lies in one point"),
    (
        "15 joints",
        with_values([1, 2, 1] * 15),
        "has persons of 15 joints; this format is read with 25 (openpose-25), 18",
    ),
    (
        "two models",
        archive_of([ONE, frame_file(person(np.ones((18, 2))))]),
        "person 0 has 18 joints; those before have 25",
    ),
    (
        "two files of a frame",
        zipped({"walk_1_keypoints.json": ONE, "walk_01_keypoints.json": ONE}),
        "holds frame 1 of one recording twice",
    ),
    (
        "far apart",
        zipped({"w_0_keypoints.json": ONE, "w_1_keypoints.json": ONE, "w_999999_keypoints.json": ONE}),
        "1,0",
    ),
    ("encrypted", encrypted(), "is locked with a password"),
    ("bzip2", zipped({"w_0_keypoints.json": ONE}, zipfile.ZIP_BZIP2), "is compressed in an unusual way"),
    ("a size that lies", lying(), "cannot be unpacked"),
    ("a large frame", bomb(1, 5 * 1024**2), "unpacks to 5,242,880 bytes; at most 4,194,304 are read"),
    ("a mob", frame_file(*[person(np.ones((18, 2)))] * 2_001), "holds 2,001 people; at most 2,000 of a frame are read"),
    (
        "mobs in all",
        archive_of([b'{"people":[' + b",".join([b'{"pose_keypoints_2d":[]}'] * 2_000) + b"]}"] * 51),
        "holds 102,000 bodies in 51 frames; at most 100,000 are read",
    ),
    (
        "values in all",
        archive_of([b'{"people":[],"x":[' + b"0," * 1_999_999 + b"0]}"] * 3),
        "holds over 4,000,000 values",
    ),
    ("a bomb", bomb(40, 4 * 1024**2), "unpacks to 160 MiB; at most 128 MiB are read"),
    ("a million files", archive_of([ONE]) + b"PK\x01\x02" * 60_000, "holds 60,001 files; at most 50,000 are read"),
    ("utf-16", archive_of([ONE.decode().encode("utf-16")]), "is text in UTF-16"),
]


def test_faces_and_hands_are_left_out_unread(pixels, same):
    sound = [person(pose) for pose in pixels[:3]]
    whole = [
        {
            "person_id": [-1],
            "face_keypoints_2d": [1.5, 2.5, 0.5] * 70,
            **each,
            "hand_left_keypoints_2d": [],
            "hand_right_keypoints_2d": [3.5] * 63,
        }
        for each in sound
    ]

    def packed(people, **options):
        return archive_of([json.dumps({"version": 1.3, "people": [each]}, **options).encode() for each in people])

    expected = read_openpose(packed(sound), "a.zip")
    for options in ({"separators": (",", ":")}, {}):
        same(read_openpose(packed(whole, **options), "a.zip"), expected)


@pytest.mark.parametrize(("data", "says"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_one_sentence_says_what_is_wrong(refuses, data, says):
    refuses(lambda: read_openpose(data, "a.zip"), says, "'a.zip")


def test_accidents_to_an_archive(pixels, endures):
    random = np.random.default_rng(3)
    sound = archive_of([frame_file(person(pose)) for pose in pixels[:3]])
    single = frame_file(person(pixels[0]), person(pixels[1]))
    for data in (sound, single):
        for _ in range(150):
            damaged = bytearray(data)
            for at in random.integers(0, len(data), size=3):
                damaged[at] = random.integers(256)
            cut = random.integers(0, len(data)) if random.uniform() < 0.3 else len(data)
            endures(partial(read_openpose, bytes(damaged[:cut]), "a.zip"), "a.zip")
