"""TRC: names, unit and rate of the header; gaps; what is damaged."""

import numpy as np
import pytest
from formats.tables import capture_tables as made
from formats.tables.foreign_tables import SBU, bodies

from sta_lstm.errors import ClipError
from sta_lstm.formats import ReadOptions, load_clip
from sta_lstm.formats.tables.trc import TRC


def load(text, **said):
    return load_clip(text.encode(), "t.trc", options=ReadOptions(**said))


@pytest.mark.parametrize(("unit", "scale"), [("m", 1), ("cm", 100), ("mm", 1000)])
def test_the_header_says_the_unit(unit, scale):
    clip = load(made.trc(unit=unit, scale=scale))
    assert np.allclose(clip.positions, bodies(), atol=1e-5)
    assert np.allclose(
        load(made.trc(unit=unit, scale=scale), metres_per_unit=2 / scale).positions, 2 * bodies(), atol=1e-4
    )


def test_an_unknown_unit_is_said_and_found_out():
    clip = load(made.trc(unit="furlong", scale=1000))
    assert np.allclose(clip.positions, bodies(), atol=1e-5)
    assert "The header's unit, 'furlong', is not known." in clip.notes


def test_y_is_up_by_convention_and_said():
    assert "y was taken to point up, as files of this kind have it." in load(made.trc()).notes
    lying = made.trc().split("\n")
    for i in range(6, 12):
        cells = lying[i].split("\t")
        lying[i] = "\t".join([*cells[:2], *(cells[2 + 3 * j + axis] for j in range(15) for axis in (2, 0, 1))])
    clip = load("\n".join(lying))
    assert clip.up_axis == "y"
    assert any("though heads are not above feet" in note for note in clip.notes)
    assert load("\n".join(lying), up_axis="z").up_axis == "z"


@pytest.mark.parametrize("joint", [5, 14])
def test_empty_cells_are_gaps(joint):
    lines = made.trc(blank=False).split("\n")
    cells = lines[7].split("\t")
    cells[2 + 3 * joint : 5 + 3 * joint] = ["", "", ""]
    for end in ("\t".join(cells), "\t".join(cells).rstrip("\t")):
        lines[7] = end
        clip = load("\n".join(lines))
        assert np.allclose(clip.positions[2, 0, joint], bodies()[[1, 3], 0, joint].mean(axis=0), atol=1e-5)
        assert any("1 joint was missing in 1 of 6 frames" in note for note in clip.notes)


def test_known_by_content_under_any_name():
    assert load_clip(made.trc().encode(), "t.tsv").layout == SBU
    assert TRC.sniff(b"\xef\xbb\xbfPathFileType\t4")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("PathFileType\t4\n", "ends within its header"),
        ("PathFileType\t4\na\nb\nc\nd\ne\n", "line 4: expected Frame#, Time and the names"),
        (made.trc().replace("NumFrames", "Frames"), "lines 2 and 3: expected DataRate"),
        (made.trc() + "7\t0.1\t" + "1\t" * 60 + "1\n", "line 13: expected 47 values, found 63"),
        (made.trc().replace("\n3\t", "\nthree\t"), "expected a number, found 'three'"),
        ("\n".join(made.trc().split("\n")[:6]), "has no rows"),
    ],
)
def test_damaged(text, says):
    with pytest.raises(ClipError) as caught:
        load(text)
    assert says in str(caught.value)
    assert "'t.trc'" in str(caught.value)


def test_a_real_file(data_folder):
    clip = load_clip(data_folder / "field" / "balancing.trc")
    assert (clip.n_frames, clip.fps, clip.up_axis) == (100, 60, "y")
    heights = clip.positions[..., 1]
    assert 1.5 < float(heights.max() - heights.min()) < 1.9
