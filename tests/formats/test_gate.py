"""Nothing but a StaLstmError leaves a reader, whatever rises inside; what interrupts a program does."""

import inspect
import logging
import pickle
import struct
import zipfile
import zlib

import pytest
from fuzz.seeds import seeds as all_seeds
from made import tiny_checkpoint

from sta_lstm.errors import CheckpointError, ClipError, StaLstmError
from sta_lstm.formats import collection, load_clip, recordings
from sta_lstm.formats.format import HEAD_BYTES
from sta_lstm.formats.guard import UnforeseenError
from sta_lstm.formats.registry import built_in_formats
from sta_lstm.formats.rules.read_options import AS_STORED
from sta_lstm.model.checkpoint import load_checkpoint, save_checkpoint
from sta_lstm.skeletons import Clip

KINDS = (
    *(TypeError, ValueError, OverflowError, ZeroDivisionError, FloatingPointError, RecursionError, MemoryError),
    *(SystemError, NotImplementedError, RuntimeError, AttributeError, IndexError, KeyError, StopIteration, EOFError),
    *(AssertionError, BufferError, OSError, PermissionError, UnicodeError, struct.error, zlib.error, ImportError),
    *(zipfile.BadZipFile, pickle.UnpicklingError, LookupError, ReferenceError, SyntaxError, Warning, ExceptionGroup),
)


def raised(kind):
    return kind("within", [ValueError()]) if kind is ExceptionGroup else kind("within")


def seeds():
    """A sound file of every format."""
    return {seed.format: seed for seed in reversed(all_seeds()[:-1])}.values()


@pytest.fixture
def breaks(monkeypatch):
    """Make every reader fail where it has read its file: all end in a clip."""

    def make(error):
        def fail(clip):
            raise error

        monkeypatch.setattr(Clip, "__post_init__", fail)

    return make


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_rises_in_a_reader_is_a_clip_error(kind, breaks, caplog):
    for seed in seeds():
        breaks(raised(kind))
        with pytest.raises(ClipError) as caught:
            load_clip(seed.data, seed.name, options=seed.options)
        if isinstance(caught.value, UnforeseenError):  # some readers have a sentence of their own for some kinds
            assert isinstance(caught.value.__cause__, kind | RuntimeError)
            assert f"'{seed.name}' could not be read: its content breaks the reader of" in str(caught.value)
            assert str(caught.value).isprintable()
            assert len(str(caught.value)) < 400
    assert caplog.records
    assert {record.levelno for record in caplog.records} == {logging.ERROR}


@pytest.mark.parametrize("interrupt", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_what_interrupts_a_program_passes(interrupt, breaks):
    seed = next(iter(seeds()))
    breaks(interrupt())
    with pytest.raises(interrupt):
        load_clip(seed.data, seed.name, options=seed.options)


@pytest.mark.parametrize("row", built_in_formats(), ids=lambda row: row.name)
def test_every_function_of_every_format_has_the_gate(row):
    for use in (lambda: row.read(None, "x", AS_STORED), row.entries and (lambda: row.entries(None, "x"))):
        if use is not None:
            with pytest.raises(StaLstmError, match=r"'x' could not be read"):
                use()
    assert row.sniff(None) is False


def test_a_list_has_the_gate(monkeypatch, tmp_path):
    (tmp_path / "a.csv").write_text("x")
    for name in ("_of_files", "files_of_archive"):
        monkeypatch.setattr(collection, name, lambda *_: 1 / 0)
    with pytest.raises(ClipError, match=r"could not be read"):
        recordings(tmp_path)
    with pytest.raises(ClipError, match=r"'a.zip' could not be read"):
        recordings(b"PK\x05\x06" + bytes(18), "a.zip")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "place", ["weights.network_of", "checkpoint.read_safetensors", "description.whole_json", "weights.unpacked"]
)
def test_whatever_rises_in_the_reader_of_checkpoints_is_a_checkpoint_error(place, kind, monkeypatch, tmp_path):
    path = save_checkpoint(tiny_checkpoint("sta", hidden=4), tmp_path / "a.safetensors")

    def fail(*_):
        raise raised(kind)

    monkeypatch.setattr(f"sta_lstm.model.{place}", fail)
    with pytest.raises(
        CheckpointError, match=r"checkpoint 'a.safetensors'|'a.safetensors' could not be read"
    ) as caught:
        load_checkpoint(path)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("row", built_in_formats(), ids=lambda row: row.name)
def test_a_reader_of_ours_looks_at_any_file_without_a_fault_that_the_gate_would_hide(row):
    heads = [seed.data[:HEAD_BYTES] for seed in seeds()]
    odd = [b"", b"\xff\xfe", b"PK\x03\x04", b"\x80\x04", b"{", b'[{"a":' * 600, b'[{"a": 1}]', b"a,b\n", b"\x00" * 50]
    for head in (*heads, *odd, *(head[:50] for head in heads)):
        inspect.unwrap(row.sniff)(head)
