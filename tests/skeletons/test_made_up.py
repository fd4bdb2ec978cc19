"""Clips that say of themselves that they are nobody's."""

import pytest
from made import small_clip

from sta_lstm.datasets.synthetic import KINDS, planted_clip
from sta_lstm.formats import load_clip
from sta_lstm.samples import is_made_up as made_up_name
from sta_lstm.samples import sample_clips
from sta_lstm.skeletons.made_up import is_made_up, said_to_be_made_up


@pytest.mark.parametrize("path", sample_clips(), ids=lambda path: path.stem)
def test_every_sample_says_whether_it_is_made_up_whatever_the_file_is_called(path):
    assert is_made_up(load_clip(path)) is made_up_name(path.name)
    assert is_made_up(load_clip(path.read_bytes(), f"mine{path.suffix}")) is made_up_name(path.name)


@pytest.mark.parametrize("path", sample_clips(), ids=lambda path: path.name)
def test_every_planted_sample_of_one_action_says_which_that_is(path):
    clip, as_mine = load_clip(path), load_clip(path.read_bytes(), f"mine{path.suffix}")
    assert as_mine.label == clip.label
    if made_up_name(path.name):
        assert (clip.label in KINDS["plain"].actions) is not path.name.startswith("long-")


def test_another_file_of_the_same_size_is_no_sample():
    (path,) = (path for path in sample_clips() if path.name == "shake-hands.skeleton")
    data = path.read_bytes()
    assert not is_made_up(load_clip(data.replace(b"-0.399790466", b"-0.399790467", 1), "a.skeleton"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_planted_motion_says_so(kind):
    clip = planted_clip(next(iter(KINDS[kind].actions)), 3, kind=kind).clip
    assert is_made_up(clip)
    assert "seed 3)" in clip.notes[0]


def test_it_is_said_once():
    clip = small_clip(notes=("Something was done.",))
    assert not is_made_up(clip)
    said = said_to_be_made_up(clip)
    assert is_made_up(said)
    assert said.notes[1:] == clip.notes
    assert said_to_be_made_up(said) is said
