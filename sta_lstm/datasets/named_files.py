"""Data sets that are one folder of files whose names tell everything: action, subject, and camera or repetition.

Northwestern-UCLA (Wang et al., CVPR 2014) in the JSON form of CTR-GCN's authors, ``a01_s01_e00_v01.json``;
MSR-Action3D (Li et al., CVPRW 2010), ``a01_s01_e01_skeleton3D.txt``; UTD-MHAD (Chen et al., ICIP 2015),
``a1_s1_t1_skeleton.mat``. The files may lie in folders below.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sta_lstm.datasets.dataset import Skipped
from sta_lstm.datasets.folds import held_out, leave_one_subject_out, trained_and_tested
from sta_lstm.datasets.plan import Divided, LabelledSegment, Plan, wanted_file
from sta_lstm.formats.arrays.mat import UTD_ACTIONS
from sta_lstm.formats.datasets.msr import MSR_ACTIONS
from sta_lstm.formats.datasets.nwucla import NWUCLA_ACTIONS

#: The numbers of Northwestern-UCLA's actions in names of files, in the order of its list: two were dropped.
_NWUCLA_NUMBERS = (1, 2, 3, 4, 5, 6, 8, 9, 11, 12)
#: The camera that tests.
_TEST_VIEW = 3


@dataclass(frozen=True)
class NamedFiles:
    """A data set of such files.

    Attributes:
        kind: one of `KINDS`, and the name of the data set.
        pattern: of the names of its files, with the groups ``action`` and ``subject``, and maybe ``view``.
        glob: which files are looked at.
        example: a name, for messages.
        actions: their labels by number, in the data set's order.
        n_clips: of the whole data set that show somebody; 0 where counts in print differ.
        citation: who recorded it.
    """

    kind: str
    pattern: re.Pattern[str]
    glob: str
    example: str
    actions: Mapping[int, str]
    n_clips: int
    citation: str

    def is_in(self, folder: Path) -> bool:
        """Whether a file with such a name lies in ``folder`` or in a folder in it."""
        return any(
            self.pattern.fullmatch(path.name) for at in (self.glob, f"*/{self.glob}") for path in folder.glob(at)
        )

    def plan(self, folder: Path) -> Plan:
        """Every file with such a name in ``folder`` and below; the subject is ``s01``."""
        wanted, skipped, views = [], list[Skipped](), dict[str, int]()
        for path in sorted(folder.rglob(self.glob), key=lambda path: (path.name, path)):
            told = self.pattern.fullmatch(path.name)
            if path.name.startswith("."):
                continue
            if told is None:
                skipped.append(Skipped(path.name, f"its name is not like {self.example}, which tells the action."))
                continue
            label = self.actions.get(int(told["action"]))
            if label is None:
                skipped.append(Skipped(path.name, f"there is no action {int(told['action'])} in this data set."))
            elif path.name in views:
                skipped.append(Skipped(f"{path.relative_to(folder)}", "a file of that name was there before."))
            else:
                views[path.name] = int(told.groupdict().get("view") or 0)
                wanted.append(wanted_file(path, LabelledSegment(path.name, label, f"s{int(told['subject']):02d}")))
        return Plan(
            kind=self.kind,
            name=self.kind,
            wanted=tuple(wanted),
            class_names=tuple(self.actions.values()),
            divide=partial(_divided, self.n_clips, views),
            skipped=tuple(skipped),
            citation=self.citation,
        )


def _divided(n_clips: int, views: Mapping[str, int], segments: Sequence[LabelledSegment]) -> Divided:
    """By camera where there are several; by odd and even subjects; and leave one subject out."""
    by_view = [views[segment.source] == _TEST_VIEW for segment in segments]
    even = [int(str(segment.subject)[1:]) % 2 == 0 for segment in segments]
    protocols = {
        **({"cross-view": (held_out("cross-view", by_view),)} if any(views.values()) else {}),
        "odd-even": (held_out("odd-even", even),),
        "leave-one-subject-out": leave_one_subject_out(segments),
    }
    divided = trained_and_tested(protocols)
    if n_clips in (0, len(segments)):
        return divided
    note = f"The data set has {n_clips} clips, and here are {len(segments)}: results do not compare with others'."
    return Divided(divided.protocols, (note, *divided.notes))


NAMED_FILES = (
    NamedFiles(
        kind="nw-ucla",
        pattern=re.compile(r"a(?P<action>\d{2})_s(?P<subject>\d{2})_e\d{2}_v(?P<view>\d{2})\.json"),
        glob="a*.json",
        example="a01_s01_e00_v01.json",
        actions=dict(zip(_NWUCLA_NUMBERS, NWUCLA_ACTIONS.values(), strict=True)),
        n_clips=0,
        citation="Northwestern-UCLA Multiview Action 3D (Wang et al., CVPR 2014).",
    ),
    NamedFiles(
        kind="msr-action3d",
        pattern=re.compile(r"a(?P<action>\d{2})_s(?P<subject>\d{2})_e\d{2}_skeleton3D\.txt"),
        glob="a*_skeleton3D.txt",
        example="a01_s01_e01_skeleton3D.txt",
        actions=MSR_ACTIONS,
        n_clips=557,
        citation="MSR-Action3D (Li et al., CVPRW 2010).",
    ),
    NamedFiles(
        kind="utd-mhad",
        pattern=re.compile(r"a(?P<action>\d{1,2})_s(?P<subject>\d)_t\d_skeleton\.mat"),
        glob="a*_skeleton.mat",
        example="a1_s1_t1_skeleton.mat",
        actions=UTD_ACTIONS,
        n_clips=861,
        citation="UTD-MHAD (Chen et al., ICIP 2015).",
    ),
)
#: What finds a data set of such files, and plans it, by its kind.
KNOWN: dict[str, tuple[Callable[[Path], bool], Callable[[Path], Plan]]] = {
    each.kind: (each.is_in, each.plan) for each in NAMED_FILES
}
