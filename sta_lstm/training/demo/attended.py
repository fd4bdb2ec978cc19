"""The sample clips under the demo checkpoints, as ``sta-lstm attend`` keeps them: what the page Data set opens on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sta_lstm.datasets import LabelledClip
from sta_lstm.evidence.attended.places import SAMPLES
from sta_lstm.evidence.attended.rows import attend
from sta_lstm.evidence.attended.store import AttendedFolder, about_clips, files_in
from sta_lstm.formats import load_clip
from sta_lstm.model.checkpoint import Checkpoint, load_checkpoint
from sta_lstm.samples import CHECKPOINT_SUFFIX, is_made_up

#: Checkpoints of which each clip is asked.
NAMES = ("demo-sta", "demo-sa", "demo-ta", "demo-lstm", "demo-stgcn")


def write_attended(samples: Path) -> None:
    """Write what the checkpoints say of the clips in a folder of samples, into it; files of an earlier time go.

    Checkpoints that are not there are not asked, and clips that the first cannot be asked about are left out.
    """
    files = [samples / "checkpoints" / f"{name}{CHECKPOINT_SUFFIX}" for name in NAMES]
    checkpoints = [load_checkpoint(file) for file in files if file.is_file()]
    if checkpoints:
        _write(samples / "attended", sorted((samples / "clips").iterdir()), checkpoints)


def _write(folder: Path, clips: Sequence[Path], checkpoints: Sequence[Checkpoint]) -> None:
    for file in files_in(folder):
        file.unlink()
    found = [_labelled(path) for path in clips]
    asked = [each for each, row in zip(found, attend(checkpoints[0], found), strict=True) if "predicted" in row]
    about = about_clips(SAMPLES, asked, checkpoints, list(dict.fromkeys(each.label for each in asked)))
    with AttendedFolder(folder, (), about) as rows:
        for checkpoint in checkpoints:
            for row in attend(checkpoint, asked):
                rows.add(row)


def _labelled(path: Path) -> LabelledClip:
    clip = load_clip(path)
    who = "planted" if is_made_up(path.name) else "a real person"
    made = LabelledClip.of(clip, clip.label or path.stem.replace("-", " "), who, path.name)
    return replace(made, file=path.name)
