"""Recordings in every format, built from a few poses, for tests that then damage them.

The modules of the fuzz import each other as ``fuzz.…``, here as in ``make fuzz``.
"""

import sys
from pathlib import Path

import numpy as np
import pytest

from sta_lstm.errors import ClipError
from sta_lstm.skeletons import LAYOUTS, Clip

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def pose():
    """A body of 25 joints about a place on the floor: 25 × 3, metres."""

    def build(x=0.0, z=3.0, sway=0.0):
        joints = np.random.default_rng(7).uniform((-0.4, -1.0, -0.2), (0.4, 0.8, 0.2), size=(25, 3))
        joints[0] = 0.0
        joints[4:] += (sway, 0.0, 0.0)
        return joints + np.array((x, 0.0, z))

    return build


@pytest.fixture(scope="session")
def ntu_file():
    """Frames, each a list of (ID, pose), as the bytes of an NTU RGB+D file."""

    def build(frames, line_end="\r\n"):
        lines = [f"{len(frames)}"]
        for bodies in frames:
            lines.append(f"{len(bodies)}")
            for identity, joints in bodies:
                lines += [f"{identity} 0 1 1 1 1 0 0.01 -0.2 2", f"{len(joints)}"]
                lines += [f"{x:.9g} {y:.9g} {z:.9g} 1 2 3 4 0 0 0 1 2" for x, y, z in joints]
        return (line_end.join(lines) + line_end).encode()

    return build


@pytest.fixture(scope="session")
def sbu_file():
    """Frames × 2 × 15 × 3 normalised numbers as the bytes of an SBU file."""

    def build(normalised, first=1):
        rows = np.asarray(normalised).reshape(len(normalised), -1)
        return "".join(
            f"{first + t}," + ",".join(f"{value:.5g}" for value in row) + "\r\n" for t, row in enumerate(rows)
        ).encode()

    return build


@pytest.fixture(scope="session")
def sbu_numbers():
    """Twelve frames of two persons, as SBU normalises them."""
    return np.random.default_rng(3).uniform((0.2, 0.3, 1.4), (0.8, 1.1, 2.0), size=(12, 2, 15, 3))


@pytest.fixture(scope="session")
def small_clip():
    """Twelve frames of two persons in a layout; the second is away in some of them."""

    def build(layout="ntu-25", n_frames=12, **fields):
        layout = LAYOUTS[layout] if isinstance(layout, str) else layout
        positions = np.random.default_rng(5).normal(size=(n_frames, 2, layout.n_joints, 3)).astype(np.float32)
        present = np.ones((n_frames, 2), dtype=bool)
        present[3:5, 1] = False
        values = {"fps": 30.0, "up_axis": layout.up_axis, "name": "small", "label": "wave", "notes": ("A note.",)}
        return Clip(positions=positions, present=present, layout=layout, **{**values, **fields})

    return build


@pytest.fixture(scope="session")
def same():
    """Assert that two clips are equal in everything, to the last bit."""

    def check(one, other, but=()):
        assert np.array_equal(one.positions, other.positions)
        assert one.positions.dtype == other.positions.dtype == np.float32
        assert np.array_equal(one.present, other.present)
        for field in {"fps", "layout", "up_axis", "name", "label", "notes"} - set(but):
            assert getattr(one, field) == getattr(other, field), field

    return check


@pytest.fixture(scope="session")
def refuses():
    """Assert that reading is refused in one sentence of fewer than 600 letters that says this and names the file so."""

    def check(read, says, named):
        with pytest.raises(ClipError) as caught:
            read()
        sentence = str(caught.value)
        assert says in sentence
        assert named in sentence
        assert "\n" not in sentence
        assert len(sentence) < 600

    return check


@pytest.fixture(scope="session")
def endures():
    """Assert that reading a damaged file gives a sound clip, or a sentence that names the file."""

    def check(read, named):
        try:
            clip = read()
        except ClipError as error:
            assert named in str(error)  # noqa: PT017
        else:
            assert np.isfinite(clip.positions).all()

    return check
