"""SBU Kinect Interaction v2.0 (Yun et al., CVPRW 2012): its folders, and its official five folds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sta_lstm.datasets.dataset import Fold
from sta_lstm.datasets.folds import held_out, trained_and_tested
from sta_lstm.datasets.plan import Divided, LabelledSegment, Plan, wanted_file
from sta_lstm.formats.datasets.sbu import FILE_NAME, SBU_ACTIONS

#: The folds that the data set's authors published, by set (a set is what one pair of actors recorded). They divide
#: pairs, not persons: s02 is in every fold.
FIVE_FOLDS: dict[str, tuple[str, ...]] = {
    "1": ("s01s02", "s03s04", "s05s02", "s06s04"),
    "2": ("s02s03", "s02s07", "s03s05", "s05s03"),
    "3": ("s01s03", "s01s07", "s07s01", "s07s03"),
    "4": ("s02s01", "s02s06", "s03s02", "s03s06"),
    "5": ("s04s02", "s04s03", "s04s06", "s06s02", "s06s03"),
}
#: Clips of the whole data set.
N_CLIPS = 282
_PATTERN = f"s[0-9][0-9]s[0-9][0-9]/0[1-8]/[0-9][0-9][0-9]/{FILE_NAME}"


def is_sbu(folder: Path) -> bool:
    """Whether ``folder`` holds SBU's folders."""
    return next(folder.glob(_PATTERN), None) is not None


def plan_sbu(folder: Path) -> Plan:
    """Every clip of SBU in ``folder``, labelled by its folder; the subject is the pair, the folder of the set."""
    wanted = []
    for path in sorted(folder.glob(_PATTERN)):
        actors, action, run = path.parts[-4:-1]
        segment = LabelledSegment(f"{actors}/{action}/{run}", SBU_ACTIONS[action], actors)
        wanted.append(wanted_file(path, segment))
    return Plan(
        kind="sbu",
        name="sbu",
        wanted=tuple(wanted),
        class_names=tuple(SBU_ACTIONS.values()),
        divide=_five_folds,
        citation=(
            "SBU Kinect Interaction v2.0, clean set (Yun et al., CVPRW 2012). Its folds divide pairs of actors, not "
            "persons: s02 is in every fold."
        ),
    )


def _five_folds(segments: Sequence[LabelledSegment]) -> Divided:
    official = [set_name for sets in FIVE_FOLDS.values() for set_name in sets]
    strange = sorted({str(segment.subject) for segment in segments} - set(official))
    notes = []
    if strange:
        notes.append(f"These sets are in none of SBU's folds, and only train: {', '.join(strange)}.")
    if len(segments) != N_CLIPS:
        notes.append(f"SBU has {N_CLIPS} clips, and here are {len(segments)}: results do not compare with others'.")
    folds: list[Fold] = [
        held_out(name, [segment.subject in sets for segment in segments]) for name, sets in FIVE_FOLDS.items()
    ]
    divided = trained_and_tested({"five-folds": folds})
    return Divided(divided.protocols, (*notes, *divided.notes))
