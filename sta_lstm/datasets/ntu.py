"""NTU RGB+D 60 and 120 (Shahroudy et al., CVPR 2016; Liu et al., TPAMI 2019): a folder of ``.skeleton`` files.

A file's name tells everything: ``S001C002P003R002A013`` is set-up 1, camera 2, performer 3, repetition 2, action 13.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from sta_lstm.datasets.dataset import Skipped
from sta_lstm.datasets.folds import held_out, trained_and_tested
from sta_lstm.datasets.plan import Divided, LabelledSegment, Plan, wanted_file
from sta_lstm.formats.datasets.ntu import ntu_label

SUFFIX = ".skeleton"
#: Performers that train in the cross-subject protocol. The first edition's 40 performers keep their numbers in the
#: second, and its 20 that train are the first 20 here, so one list serves both.
TRAINING_SUBJECTS = frozenset(
    (
        *(1, 2, 4, 5, 8, 9, 13, 14, 15, 16, 17, 18, 19, 25, 27, 28, 31, 34, 35, 38),
        *(45, 46, 47, 49, 50, 52, 53, 54, 55, 56, 57, 58, 59, 70, 74, 78, 80, 81, 82, 83, 84, 85, 86, 89),
        *(91, 92, 93, 94, 95, 97, 98, 100, 103),
    )
)
TRAINING_CAMERAS = frozenset((2, 3))
#: Set-ups and actions of the first edition; whatever goes beyond them is of the second.
_SETUPS_60, _ACTIONS_60 = 17, 60
_CODE = re.compile(r"S(\d{3})C(\d{3})P(\d{3})R\d{3}A(\d{3})")
#: Folders that the official archives unpack to begin so.
_ARCHIVES = "nturgb"


def is_ntu(folder: Path) -> bool:
    """Whether files with NTU RGB+D's names lie in ``folder``, or in a folder there that an official archive made."""
    places = (folder, *(place for place in folder.glob(f"{_ARCHIVES}*") if place.is_dir()))
    return any(_CODE.fullmatch(path.stem) for place in places for path in place.glob(f"*{SUFFIX}"))


def plan_ntu(folder: Path) -> Plan:
    """Every ``.skeleton`` file in ``folder`` and below; the subject is the performer, ``P003``."""
    wanted, skipped = [], []
    seen: dict[str, Path] = {}
    for path in sorted(folder.rglob(f"*{SUFFIX}"), key=lambda path: (path.name, path)):
        code = _CODE.fullmatch(path.stem)
        if path.name.startswith("."):
            continue
        if code is None:
            skipped.append(Skipped(path.name, "its name is not like S001C001P001R001A001, which tells the action."))
        elif path.stem in seen:
            skipped.append(
                Skipped(f"{path.relative_to(folder)}", f"it is {seen[path.stem].relative_to(folder)} again.")
            )
        else:
            seen[path.stem] = path
            segment = LabelledSegment(path.name, str(ntu_label(path.stem)), f"P{code[3]}")
            wanted.append(wanted_file(path, segment))
    codes = [_code(each.segments[0]) for each in wanted]
    second = any(setup > _SETUPS_60 or action > _ACTIONS_60 for setup, _, _, action in codes)
    actions = sorted({(action, each.segments[0].label) for (*_, action), each in zip(codes, wanted, strict=True)})
    return Plan(
        kind="ntu",
        name="ntu120" if second else "ntu60",
        wanted=tuple(wanted),
        class_names=tuple(label for _, label in actions),
        divide=_official,
        skipped=tuple(skipped),
    )


def _code(segment: LabelledSegment) -> tuple[int, int, int, int]:
    """Set-up, camera, performer, action."""
    found = _CODE.search(segment.source)
    setup, camera, performer, action = map(int, found.groups()) if found else (0, 0, 0, 0)
    return setup, camera, performer, action


def _official(segments: Sequence[LabelledSegment]) -> Divided:
    codes = [_code(segment) for segment in segments]
    tests = {
        "cross-subject": [performer not in TRAINING_SUBJECTS for _, _, performer, _ in codes],
        "cross-view": [camera not in TRAINING_CAMERAS for _, camera, _, _ in codes],
        "cross-setup": [setup % 2 == 1 for setup, _, _, _ in codes],
    }
    return trained_and_tested({name: (held_out(name, is_test),) for name, is_test in tests.items()})


def names_in(text: str) -> Iterator[str]:
    """The recordings that a list of the authors names, whatever else its lines say."""
    yield from (found[0] for found in _CODE.finditer(text))
