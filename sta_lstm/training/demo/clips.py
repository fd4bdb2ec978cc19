"""The sample clips: planted motions, in several formats."""

from __future__ import annotations

from pathlib import Path

from sta_lstm.datasets.synthetic import SAMPLE_SEEDS, planted_clip
from sta_lstm.formats import save_clip

#: Actions, and the ending of the file that each is written to.
SAMPLES: tuple[tuple[str, str], ...] = (
    ("shake hands", ".skeleton"),
    ("push", ".skeleton"),
    ("wave right hand", ".npz"),
    ("wave left hand", ".csv"),
    ("kick right", ".skeleton"),
    ("drink", ".npz"),
    ("throw", ".npz"),
    ("high five", ".npz"),
    ("squat", ".csv"),
    ("bow", ".npz"),
)


def write_samples(folder: Path) -> None:
    """Write the sample clips, each from a seed of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, (action, suffix) in enumerate(SAMPLES):
        planted = planted_clip(action, SAMPLE_SEEDS[number])
        name = f"{action.replace(' ', '-')}{suffix}"
        save_clip(planted.clip.renamed(name), folder / name)
