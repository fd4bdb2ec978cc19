"""The planted sample clips: made-up motions in several formats and layouts, and one on which the model errs."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from pathlib import Path

from sta_lstm.datasets.synthetic import ACTIONS, SAMPLE_SEEDS, PlantedClip, planted_clip
from sta_lstm.datasets.synthetic.sequence import planted_sequence
from sta_lstm.errors import SettingsError
from sta_lstm.formats import save_clip
from sta_lstm.formats.tables.segments import segments_csv
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.prediction.predict import predict
from sta_lstm.skeletons import Clip, converted, layout_named
from sta_lstm.skeletons.made_up import MADE_UP

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
#: Actions in the layouts of the other sample checkpoints, with the number of persons that these read.
OTHER_LAYOUTS: tuple[tuple[str, str, int], ...] = (
    ("throw", "kinect-20", 1),
    ("wave right hand", "kinect-20", 1),
    ("push", "sbu-15", 2),
    ("shake hands", "sbu-15", 2),
)
#: The long recording: what one person does in it, and its name without an ending.
SEQUENCE = ("wave right hand", "squat", "drink", "kick left", "bow", "throw", "raise both arms")
LONG = "long-seven-actions"
#: Begins the name of the sample that is mistaken.
MISTAKEN = "mistaken"
_MOST_ASKED = 2000
# Where the seeds of each kind begin among those of samples.
_OTHERS, _MISTAKES, _SEQUENCES = 100, 1000, 900_001


def write_samples(folder: Path) -> None:
    """Write the sample clips, each from a seed of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, (action, suffix) in enumerate(SAMPLES):
        planted = planted_clip(action, SAMPLE_SEEDS[number])
        name = f"{action.replace(' ', '-')}{suffix}"
        save_clip(planted.clip.renamed(name), folder / name)
    for number, (action, layout, n_persons) in enumerate(OTHER_LAYOUTS):
        clip = in_layout(action, layout, n_persons, SAMPLE_SEEDS[_OTHERS * (number + 1)])
        save_clip(clip, folder / clip.name)


def write_sequence(folder: Path) -> None:
    """Write the long recording into ``clips``, and into ``labels`` where in it each action lies."""
    seed = SAMPLE_SEEDS[_SEQUENCES]
    clip, segments = planted_sequence(SEQUENCE, seed)
    note = f"{MADE_UP}{len(SEQUENCE)} planted motions one after another (seed {seed:,}), no recording of anybody."
    for place in ("clips", "labels"):
        (folder / place).mkdir(parents=True, exist_ok=True)
    save_clip(replace(clip, name=f"{LONG}.npz", notes=(note,)), folder / "clips" / f"{LONG}.npz")
    labels = segments_csv(segments)
    (folder / "labels" / f"{LONG}.csv").write_text(labels, encoding="utf-8", newline="\n")


def in_layout(action: str, layout: str, n_persons: int, seed: int) -> Clip:
    """A planted clip with so many persons, from the first seed at ``seed`` or above that has them, in a layout."""
    planted = next(made for made in (planted_clip(action, each) for each in count(seed)) if _shows(made, n_persons))
    clip = converted(planted.clip, layout_named(layout))
    return clip.renamed(f"{layout}-{action.replace(' ', '-')}.npz")


def write_mistake(checkpoint: Checkpoint, folder: Path) -> Path:
    """Write the first unseen clip that ``checkpoint`` takes for another action than the planted one, and say so in it.

    It takes the place of an earlier one, of which the name may differ.
    The actions take turns, as in its test set; no clip is passed over but those that it names rightly.

    Raises:
        SettingsError: it names the first 2,000 rightly.
    """
    actions = tuple(ACTIONS)
    for number in range(_MOST_ASKED):
        planted = planted_clip(actions[number % len(actions)], SAMPLE_SEEDS[_MISTAKES + number])
        found = predict(checkpoint, planted.clip)
        if found.label != planted.action:
            break
    else:
        raise SettingsError(f"'{checkpoint.name}' names {_MOST_ASKED:,} clips rightly: there is no mistake to show.")
    name = f"{MISTAKEN}-{planted.action.replace(' ', '-')}.npz"
    said = (
        f"The model errs here: the planted action is '{planted.action}', and {checkpoint.name} takes it for "
        f"'{found.label}' ({100 * float(found.probabilities.max()):.0f} %). It is the first mistake in "
        f"{number + 1:,} unseen clips, taken in the order of their seeds."
    )
    clip = planted.clip
    for earlier in folder.glob(f"{MISTAKEN}-*.npz"):
        earlier.unlink()
    save_clip(replace(clip, name=name, notes=(*clip.notes, said)), folder / name)
    return folder / name


def _shows(planted: PlantedClip, n_persons: int) -> bool:
    return planted.clip.n_persons == n_persons
