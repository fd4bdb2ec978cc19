"""OpenPose files and archives that are damaged, lie, or hold what is not read."""

import json
import struct
import zipfile
from functools import partial

import numpy as np
import pytest
from formats.pose.openpose_files import archive_of, frame_file, person, zipped

from sta_lstm.formats.pose.openpose import read_openpose

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
    ("truncated", archive_of([ONE])[:200], "is damaged or cut short: it should be a zip archive"),
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
