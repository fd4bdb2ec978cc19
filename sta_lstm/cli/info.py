"""``sta-lstm info``: what a file or a folder is, told by its content."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sta_lstm.cli.command import Command
from sta_lstm.cli.dataset_info import print_dataset
from sta_lstm.cli.inputs.data import add_root, is_folder
from sta_lstm.cli.inputs.fitting import OPTIONS_FOR
from sta_lstm.cli.inputs.opening import names_in, open_clip, place_of
from sta_lstm.cli.inputs.read_options import add_read_options, read_options_of
from sta_lstm.cli.recordings import is_listed, print_recordings
from sta_lstm.cli.text import flat, pairs, print_lines
from sta_lstm.cli.training.run_info import is_run, run_info
from sta_lstm.errors import ClipError, SettingsError
from sta_lstm.words import counted

if TYPE_CHECKING:
    from sta_lstm.model.checkpoint import Checkpoint
    from sta_lstm.skeletons import Clip

_MOST_NAMES = 10
_CHECKPOINT_SUFFIXES = (".safetensors", ".pt", ".pth", ".onnx")


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        nargs="?",
        metavar="FILE",
        help="a skeleton file, a checkpoint, or the name of a sample; the folder of a data set; or a folder or zip "
        "archive of recordings; a manifest; the folder of a training",
    )
    parser.add_argument("--formats", action="store_true", help="list the formats that are read and written")
    parser.add_argument(
        "--checkpoint",
        metavar="NAME-OR-PATH",
        help="also say whether the clip fits this checkpoint, and what a conversion would do, joint by joint",
    )
    parser.add_argument("--json", action="store_true", help="print it as one JSON object")
    add_root(parser)
    add_read_options(parser)


def _run(options: argparse.Namespace) -> None:
    from sta_lstm.datasets.manifest import is_manifest

    if options.formats == (options.file is not None):
        raise SettingsError("info needs one FILE, or --formats for the list of formats; give one of the two.")
    if options.formats:
        from sta_lstm.formats.overview import formats_table

        print_lines(formats_table().splitlines())
        return
    if options.entries:
        _print(_clip_values(place_of(options.file), options), options)
        return
    if is_run(Path(options.file)):
        _refuse_checkpoint(options.checkpoint, "the folder of a training")
        _print(run_info(Path(options.file)), options)
        return
    if is_manifest(Path(options.file)):
        _refuse_checkpoint(options.checkpoint, "a manifest")
        print_dataset(Path(options.file), options.root, as_json=options.json)
        return
    if is_listed(options.file):
        _refuse_checkpoint(options.checkpoint, "a list of recordings")
        print_recordings(Path(options.file), read_options_of(options), as_json=options.json)
        return
    if is_folder(options.file):
        _refuse_checkpoint(options.checkpoint, "a data set")
        print_dataset(Path(options.file), options.root, as_json=options.json)
        return
    _print(_file_info(_resolve(options.file), options), options)


def _print(values: dict[str, Any], options: argparse.Namespace) -> None:
    from sta_lstm.evaluation.curves import CURVES
    from sta_lstm.skeletons.quality.doubts import remarks_of

    if options.json:
        print(json.dumps(values))
    else:
        told = {key: value for key, value in values.items() if key not in ("notes", "doubts")}
        if "training" in told:  # a number an epoch is for machines, and for the page Over training
            told["training"] = {key: value for key, value in told["training"].items() if key != CURVES}
        print_lines(pairs(flat(told)))
        print_lines(remarks_of(values.get("notes", ()), values.get("doubts", ())))


def _file_info(path: Path, options: argparse.Namespace) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise SettingsError(f"cannot read '{path}': {error.strerror or error}.") from error
    if _is_checkpoint(path, head):
        from sta_lstm.model.checkpoint import load_checkpoint

        _refuse_checkpoint(options.checkpoint, "a checkpoint")
        return _checkpoint_info(load_checkpoint(path, device="cpu"))
    if path.suffix.lower() in (".npz", ".nc"):
        from sta_lstm.formats.load import read_bytes
        from sta_lstm.prediction.explained import explained_facts, is_explained

        data = read_bytes(path, path.name)
        if path.suffix.lower() == ".nc" or is_explained(data, path.name):
            _refuse_checkpoint(options.checkpoint, "an explained clip")
            return explained_facts(path)
    return _clip_values(path, options)


def _clip_values(path: Path, options: argparse.Namespace) -> dict[str, Any]:
    """What a recording is; of a file with several that which is named, else the first, with the names of all."""
    names = () if options.entries else names_in(path)
    options.entries = [*options.entries, *names[:1]]
    try:
        opened = open_clip(path, options)
    except ClipError as error:
        if not names:
            raise
        shown = ", ".join(f"'{name}'" for name in names[:_MOST_NAMES]) + ", …" * (len(names) > _MOST_NAMES)
        what = f"The file holds {counted(len(names), 'recording')}, of which that is the first: {shown}"
        raise ClipError(f"{error} {what}. Choose another with --entry.") from error
    values = _clip_info(opened.clip, opened.recording.format)
    if names:
        values["recordings"] = list(names)
    return values if options.checkpoint is None else {**values, **_fit_info(opened.clip, options.checkpoint)}


def _refuse_checkpoint(checkpoint: str | None, what: str) -> None:
    if checkpoint is not None:
        raise SettingsError(f"--checkpoint says how a clip fits, and this is {what}; leave the option out.")


def _resolve(name_or_path: str) -> Path:
    from sta_lstm.samples import resolve_checkpoint, resolve_clip, sample_checkpoints

    is_checkpoint = name_or_path.lower().endswith(_CHECKPOINT_SUFFIXES)
    is_checkpoint |= any(name_or_path == path.stem for path in sample_checkpoints())
    return resolve_checkpoint(name_or_path) if is_checkpoint else resolve_clip(name_or_path)


def _is_checkpoint(path: Path, head: bytes) -> bool:
    """Whether a file is to be read as a checkpoint: by its first bytes, and where they say nothing by its name."""
    from sta_lstm.formats import clip_formats
    from sta_lstm.model.onnx.wire import is_onnx

    is_safetensors = head[8:9] == b"{" and int.from_bytes(head[:8], "little") < 2**32
    is_torch = head[:2] == b"PK" and b"/data.pkl" in head
    is_old_torch = head[:1] == b"\x80" and path.suffix.lower() in _CHECKPOINT_SUFFIXES
    if is_safetensors or is_torch or is_old_torch or is_onnx(head):
        return True
    if any(row.sniff(head) for row in clip_formats()):
        return False
    return head[:1] == b"\x80" or path.suffix.lower() in _CHECKPOINT_SUFFIXES


def _clip_info(clip: Clip, format_name: str) -> dict[str, Any]:
    from sta_lstm.skeletons.quality.doubts import doubts_of, notes_of

    return {
        "kind": "clip",
        "name": clip.name,
        "format": format_name,
        "layout": clip.layout.name,
        "layout_title": clip.layout.title,
        "joints": clip.n_joints,
        "persons": clip.n_persons,
        "frames": clip.n_frames,
        "frames_present": [int(count) for count in clip.present.sum(axis=0)],
        "fps": clip.fps,
        "seconds": clip.seconds,
        "up_axis": clip.up_axis,
        "label": clip.label,
        "inferred": list(clip.inferred),
        "notes": list(notes_of(clip)),
        "doubts": list(doubts_of(clip)),
    }


def _fit_info(clip: Clip, name_or_path: str) -> dict[str, Any]:
    """Whether the clip fits a checkpoint, and what would make it fit."""
    from sta_lstm.model.checkpoint import load_checkpoint
    from sta_lstm.model.fitting import advise, find_misfit, sentences
    from sta_lstm.samples import resolve_checkpoint

    checkpoint = load_checkpoint(resolve_checkpoint(name_or_path), device="cpu")
    misfit = find_misfit(clip, checkpoint.reads)
    values: dict[str, Any] = {"checkpoint": checkpoint.name, "reads": str(checkpoint.reads), "fits": misfit is None}
    if misfit is None:
        return values
    values["advice"] = sentences(advise(clip, misfit), OPTIONS_FOR)
    if misfit.conversion is not None:
        values["conversion"] = {step.joint: str(step) for step in misfit.conversion.steps}
    return values


def _checkpoint_info(checkpoint: Checkpoint) -> dict[str, Any]:
    from sta_lstm.evidence.trust import ATTENTION, TrustCounts

    trust = TrustCounts.from_json(checkpoint.accuracy.get(ATTENTION))
    return {
        "kind": "checkpoint",
        "name": checkpoint.name,
        "variant": checkpoint.variant,
        "weights": checkpoint.n_parameters,
        "layout": checkpoint.layout.name,
        "layout_title": checkpoint.layout.title,
        "joints": checkpoint.layout.n_joints,
        **({"any_layout": True} if checkpoint.reads.any_layout else {}),
        "persons": {"least": checkpoint.reads.least, "most": checkpoint.reads.most},
        "classes": list(checkpoint.class_names),
        "recipe": checkpoint.recipe.to_json(),
        "accuracy": dict(checkpoint.accuracy),
        **({} if trust is None else {"attention": trust.short}),
        "training": dict(checkpoint.training),
        "revision": checkpoint.revision,
    }


COMMAND = Command(
    name="info",
    help="say what a clip, a checkpoint, a data set, a training or an explained clip is",
    description="Say what a file or a folder is: a clip, a checkpoint, a data set or its manifest, many recordings, or "
    "a training and how far it has got; of an explained clip, what a model said of it as one .npz, also whether it is "
    "sound.",
    add_arguments=_add_arguments,
    run=_run,
)
