"""A data set is an index: clips are read when they are asked for, and none stays in memory."""

import gc
import tracemalloc
import weakref
from dataclasses import replace

import numpy as np
import pytest

from sta_lstm.datasets import Dataset, LabelledClip, open_dataset
from sta_lstm.datasets import open as opening
from sta_lstm.datasets.dataset import fingerprint_of
from sta_lstm.formats import save_clip
from sta_lstm.skeletons import Clip

FORTY_TIMES = {"positions": (40, 1, 1, 1), "present": (40, 1)}


@pytest.fixture
def clips_made(monkeypatch):
    """Weak references to every clip that is made while a data set is opened."""
    made = []
    check = Clip.__post_init__

    def counting(clip):
        check(clip)
        made.append(weakref.ref(clip))

    monkeypatch.setattr(Clip, "__post_init__", counting)
    return made


@pytest.fixture
def folder_of(planted, tmp_path):
    """Folders of as many files, two classes, all of one clip."""

    def build(n_clips):
        place = tmp_path / f"{n_clips}"
        for number in range(n_clips):
            file = place / ("wave" if number % 2 else "kick") / f"{number:05}.npz"
            file.parent.mkdir(parents=True, exist_ok=True)
            if number < 2:
                clip = planted["wave right hand"]
                times = {name: np.tile(getattr(clip, name), shape) for name, shape in FORTY_TIMES.items()}
                save_clip(replace(clip, **times), file)
            else:
                file.hardlink_to(place / ("wave" if number % 2 else "kick") / f"{number % 2:05}.npz")
        return place

    return build


@pytest.mark.parametrize("cache", [True, False])
def test_no_clip_is_held(folder_of, tmp_path, clips_made, cache):
    folder, kept = folder_of(40), tmp_path / "kept" if cache else False
    dataset = open_dataset(folder, cache=kept, workers=1)
    gc.collect()
    assert len(clips_made) >= 40
    assert not [made for made in clips_made if made() is not None]
    assert len(dataset.clips) == 40
    first = weakref.ref(dataset.clips[0].load())
    gc.collect()
    assert first() is None


@pytest.mark.slow
@pytest.mark.parametrize("cache", [True, False])
def test_memory_does_not_grow_with_the_clips(folder_of, tmp_path, cache):
    """What more clips need is far less than they themselves would: of them only an index is held."""

    def peak(n_clips):
        folder, kept = folder_of(n_clips), tmp_path / f"kept-{n_clips}" if cache else False
        peaks = []
        for _ in range(2):  # read from the files; where there is a cache, from that
            gc.collect()
            tracemalloc.start()
            dataset = open_dataset(folder, cache=kept, workers=1)
            for each in dataset.clips:
                each.load()
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        return np.array(peaks), sum(each.load().positions.nbytes for each in dataset.clips)

    few, few_bytes = peak(15)
    many, many_bytes = peak(100)
    assert (many - few < (many_bytes - few_bytes) / 5).all(), (few, many, many_bytes - few_bytes)


def test_the_index_says_what_the_clips_are(folder_of, planted, tmp_path):
    folder = folder_of(4)
    for _ in range(2):
        for each in open_dataset(folder, cache=tmp_path / "kept").clips[:2]:
            clip = each.load()
            assert (each.n_frames, each.n_persons, each.layout) == (clip.n_frames, clip.n_persons, clip.layout)
            assert each.n_shown == clip.present.any(0).sum()
            assert each.fingerprint == fingerprint_of(clip)


def test_a_fingerprint_follows_values_and_no_names(planted):
    clip = planted["wave right hand"]
    assert fingerprint_of(clip.renamed("other")) == fingerprint_of(clip)
    assert fingerprint_of(planted["kick left"]) != fingerprint_of(clip)
    moved = clip.positions.copy()
    moved[0, 0, 0, 0] += 1
    others = (
        {"positions": moved},
        {"fps": clip.fps + 1},
        {"up_axis": "z" if clip.up_axis == "y" else "y"},
    )
    values = {name: getattr(clip, name) for name in ("positions", "fps", "layout", "up_axis", "present", "name")}
    assert len({fingerprint_of(Clip(**{**values, **other})) for other in others} | {fingerprint_of(clip)}) == 4


def test_a_clip_in_memory_and_one_that_is_read_again(planted):
    clip = planted["wave right hand"]
    held = LabelledClip.of(clip, "wave", None, "a")
    assert held.load().label == "wave"
    counted = []
    again = LabelledClip.of(clip, str(clip.label), None, "a", read=lambda: counted.append(1) or clip)
    assert not counted
    assert Dataset("mine", (again,), (str(clip.label),)).clips[0].load() is clip
    assert counted == [1]


def test_the_first_reading_goes_to_the_file_as_it_comes(folder_of, tmp_path, monkeypatch):
    sizes = []

    def watched(*args):
        for outcomes in read_all(*args):
            yield outcomes
            sizes.append(sum(file.stat().st_size for file in (tmp_path / "kept").iterdir()))

    read_all = opening.read_all
    monkeypatch.setattr(opening, "read_all", watched)
    open_dataset(folder_of(10), cache=tmp_path / "kept", workers=1)
    assert len(sizes) == 10
    assert (np.diff(sizes) >= 120 * 25 * 3 * 4).all()
