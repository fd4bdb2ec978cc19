"""Readers register themselves, those of this package and those of others; the order in which they are asked."""

import json
import pickle
from dataclasses import replace
from importlib import metadata

import numpy as np
import pytest

from sta_lstm.cli import main
from sta_lstm.datasets import open_dataset
from sta_lstm.errors import ClipError, SettingsError
from sta_lstm.formats import (
    ClipFormat,
    built_in_formats,
    clip_formats,
    load_clip,
    recordings,
    register,
    save_clip,
    unregister,
)
from sta_lstm.formats import registry as registry_module
from sta_lstm.formats.overview import formats_table
from sta_lstm.formats.recording import file_recording
from sta_lstm.skeletons import LAYOUTS, Clip

MAGIC = b"DOTS1\n"


def read_dots(data, name, options):
    """A line of 75 numbers a frame, after the mark."""
    try:
        rows = np.array([line.split() for line in data[len(MAGIC) :].decode().splitlines()], dtype=np.float32)
        positions = rows.reshape(len(rows), 1, 25, 3)
    except ValueError as error:
        raise ClipError(f"'{name}' holds something else than 75 numbers a line.") from error
    present = np.ones((len(rows), 1), dtype=bool)
    return Clip(positions, options.fps or 25.0, LAYOUTS["ntu-25"], "y", present, name)


def write_dots(clip):
    return MAGIC + "".join(" ".join(map(str, row.ravel().tolist())) + "\n" for row in clip.positions[:, 0]).encode()


DOTS = ClipFormat(
    name="Dots",
    endings=(".dots",),
    sniff=lambda head: head.startswith(MAGIC),
    read=read_dots,
    write=write_dots,
    description="A format of somebody else's.",
    joints="25",
    persons="1",
)


@pytest.fixture
def add():
    """Register formats for the length of a test."""
    added = []

    def add_them(*formats):
        added.extend(map(register, formats))
        return added[-1]

    yield add_them
    for each in added:
        unregister(each)


@pytest.fixture
def install(monkeypatch):
    """Entry points as of installed packages, for the length of a test: name → value."""

    def install_them(**values):
        points = [metadata.EntryPoint(name, value, registry_module.ENTRY_POINTS) for name, value in values.items()]
        monkeypatch.setattr(metadata, "entry_points", lambda *, group: points)
        registry_module._installed.cache_clear()

    yield install_them
    registry_module._installed.cache_clear()


@pytest.fixture
def dots(small_clip, tmp_path):
    """A recording in the foreign format, ``data/wave/a.dots``."""
    file = tmp_path / "data" / "wave" / "a.dots"
    file.parent.mkdir(parents=True)
    file.write_bytes(write_dots(small_clip()))
    return file


def test_the_order_in_which_ours_are_asked():
    assert [row.name for row in built_in_formats()] == [
        "NTU RGB+D",
        "SBU Kinect Interaction",
        "sta-lstm NumPy archive",
        "NumPy array",
        "OpenPose JSON",
        "AlphaPose and COCO JSON",
        "MediaPipe Pose JSON",
        "BVH motion capture",
        "ASF/AMC motion capture",
        "MVNX (Xsens)",
        "C3D",
        "Parquet",
        "TRC marker tracks",
        "table of joints",
        "sta-lstm table",
        "MSR-Action3D",
        "UTKinect-Action3D",
        "MATLAB array (UTD-MHAD)",
        "Northwestern-UCLA",
        "Kinetics-Skeleton",
        "MMPose JSON",
        "PYSKL annotations",
        "pickled arrays",
        "table without header",
        "points in JSON",
    ]


def test_a_reader_from_outside_reads_wherever_clips_are_read(add, dots, small_clip, capsys):
    add(DOTS)
    assert np.allclose(load_clip(dots).positions[:, 0], small_clip().positions[:, 0])
    assert load_clip(write_dots(small_clip()), "unnamed").fps == 25
    assert [(each.format, each.load().n_frames) for each in recordings(dots.parent)] == [("Dots", 12)]
    assert main(["info", str(dots), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["format"] == "Dots"
    assert [each.source for each in open_dataset(dots.parents[1], cache=False).clips] == ["wave/a.dots"]
    save_clip(small_clip(), dots.with_name("b.dots"))
    assert load_clip(dots.with_name("b.dots")).n_frames == 12


def test_a_reader_that_was_unregistered_leaves_no_trace(add, dots):
    before = clip_formats()
    add(DOTS)
    assert clip_formats() != before
    unregister(DOTS)
    unregister(DOTS)
    assert clip_formats() == before == built_in_formats()
    with pytest.raises(ClipError, match="is not a skeleton recording that can be read"):
        load_clip(dots)


def test_others_are_asked_before_ours_and_entry_points_before_registered_ones(add, install, small_clip):
    install(zz=f"{__name__}:DOTS", aa=f"{__name__}:FIRST")
    third, fourth = (ClipFormat(**{**vars(DOTS), "name": name}) for name in ("Third", "Fourth"))
    add(third, fourth)
    assert [row.name for row in clip_formats()[:4]] == ["First", "Dots", "Third", "Fourth"]
    assert clip_formats()[4:] == built_in_formats()
    assert recordings(write_dots(small_clip()), "a")[0].format == "First"


FIRST = ClipFormat(**{**vars(DOTS), "name": "First"})
NOT_A_FORMAT = "text"
OURS_AGAIN = ClipFormat(**{**vars(DOTS), "name": "Parquet"})


def test_a_reader_of_an_installed_package_reads(install, dots, capsys):
    install(dots=f"{__name__}:DOTS")
    assert load_clip(dots).n_frames == 12
    assert main(["info", str(dots.parent)]) == 0
    assert "12 frames" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("no_such_module:READER", "No module named 'no_such_module'"),
        (f"{__name__}:MISSING", "has no attribute 'MISSING'"),
        (f"{__name__}:NOT_A_FORMAT", "expected a ClipFormat to register, got str"),
        (f"{__name__}:OURS_AGAIN", "there is a format 'Parquet' already"),
        ("leaves_at_once:READER", "no licence here"),
    ],
)
def test_an_installed_reader_that_cannot_be_loaded_is_named_and_left_out(
    install, value, says, small_clip, tmp_path, monkeypatch
):
    save_clip(small_clip(), tmp_path / "a.npz")
    (tmp_path / "leaves_at_once.py").write_text("import sys\nsys.exit('no licence here')\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    install(broken=value, dots=f"{__name__}:DOTS")
    with pytest.warns(UserWarning, match="the reader 'broken' .* cannot be loaded") as caught:
        assert load_clip(tmp_path / "a.npz").n_frames == 12
    assert says in str(caught[0].message)
    assert [row.name for row in clip_formats()] == ["Dots", *(row.name for row in built_in_formats())]


def broken(*_):
    raise ZeroDivisionError("oh dear")


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"read": broken}, r"the reader of 'Dots' failed \(ZeroDivisionError: oh dear\)"),
        ({"read": lambda *_: 3}, "gave int; expected a Clip"),
        ({"entries": broken}, "the reader of 'Dots' failed"),
    ],
)
def test_a_reader_that_fails_fails_alone(add, dots, small_clip, fields, says):
    add(ClipFormat(**{**vars(DOTS), **fields}))
    save_clip(small_clip(), dots.with_name("b.npz"))
    first, second = recordings(dots.parent)
    with pytest.raises(ClipError, match=says):
        first.load()
    assert second.load().n_frames == 12


def test_a_signature_that_fails_is_none(add, small_clip, tmp_path):
    add(ClipFormat(**{**vars(DOTS), "sniff": broken}))
    save_clip(small_clip(), tmp_path / "a.npz")
    assert load_clip(tmp_path / "a.npz").n_frames == 12


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("dots", "expected a ClipFormat to register, got str"),
        (OURS_AGAIN, "there is a format 'Parquet' already; give yours another name"),
        (ClipFormat(**{**vars(DOTS), "endings": ()}), "needs a name, and the endings"),
        (ClipFormat(**{**vars(DOTS), "endings": (".DOTS",)}), "must be in lower case"),
    ],
)
def test_what_cannot_be_registered_is_refused(given, says):
    with pytest.raises(SettingsError, match=says):
        register(given)
    assert clip_formats() == built_in_formats()


def test_registering_again_replaces(add, dots):
    add(ClipFormat(**{**vars(DOTS), "read": broken}))
    add(DOTS)
    assert load_clip(dots).n_frames == 12
    assert len(clip_formats()) == len(built_in_formats()) + 1


def test_the_readme_lists_ours_alone(add):
    before = formats_table()
    add(DOTS)
    assert formats_table() == before


def test_the_code_of_others_is_found_or_said_not_to_be(add):
    assert registry_module.code_of_others() == ()
    add(DOTS)
    files = registry_module.code_of_others()
    assert [file.name for file in files if file.name == "test_registry.py"] == ["test_registry.py"]
    scope = {}
    exec("def read(data, name, options): pass", {"__name__": "typed_at_a_prompt"}, scope)
    add(ClipFormat(**{**vars(DOTS), "name": "Typed", "read": scope["read"]}))
    assert registry_module.code_of_others() is None


def test_a_recording_in_a_file_goes_to_other_processes(small_clip, tmp_path):
    save_clip(small_clip(), tmp_path / "a.npz")
    recording = file_recording(tmp_path / "a.npz")
    sent = pickle.loads(pickle.dumps(recording))
    assert sent.load().n_frames == 12
    assert (sent.name, sent.source, sent.fingerprint()) == ("a.npz", tmp_path / "a.npz", recording.fingerprint())


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"endings": ".dots"}, "files' names as a tuple"),
        ({"endings": (1,)}, r"the endings of format 'Dots' must be texts; got \(1,\)"),
        ({"name": 5}, "needs a name"),
        ({"read": None}, "read of format 'Dots' must be a function; got NoneType"),
        ({"write": "yes"}, "write of format 'Dots' must be a function; got str"),
        ({"entries": ("a",)}, "entries of format 'Dots' must be a function; got tuple"),
        ({"folders": "2"}, "folders of format 'Dots' must be a number from 0 up; got '2'"),
        ({"folders": -1}, "folders of format 'Dots' must be a number from 0 up; got -1"),
    ],
)
def test_a_format_with_fields_of_other_types_is_refused(changes, says):
    with pytest.raises(SettingsError, match=says):
        register(replace(DOTS, **changes))
