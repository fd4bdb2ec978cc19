"""``sta-lstm compare --data``: on which clips of a data set do checkpoints agree least?"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sta_lstm.cli.compare.answer import survey_answer
from sta_lstm.cli.compare.files import check_outputs, write_page, write_table
from sta_lstm.cli.compare.models import check_count, compare_adapted, load_checkpoints, refuse_alignment
from sta_lstm.cli.inputs.data import bar, open_data, split_clips
from sta_lstm.cli.inputs.fitting import adapt_to_each, counted_notes
from sta_lstm.cli.inputs.read_options import refuse_read_options
from sta_lstm.cli.inputs.remarks import Remarks
from sta_lstm.cli.text import notice, print_lines
from sta_lstm.errors import ClipError, MismatchError, SettingsError

if TYPE_CHECKING:
    from sta_lstm.comparison.comparison import Comparison
    from sta_lstm.comparison.survey import Survey
    from sta_lstm.datasets import Dataset, LabelledClip
    from sta_lstm.model.checkpoint import Checkpoint


def compare_on_dataset(options: argparse.Namespace) -> None:
    """Say how far checkpoints agree on every clip of a data set, and on which they agree least.

    Raises:
        StaLstmError: an option means nothing here, or an input cannot be used.
    """
    check_count(options)
    refuse_alignment(options)
    refuse_read_options(options, "a data set is read by its own reader")
    check_outputs(options)
    checkpoints = load_checkpoints(options)
    dataset = open_data(options)
    clips = _clips(checkpoints, dataset, options.split)
    with bar(f"comparing on {dataset.name}", "clip") as progress:
        found = _compare_each(clips, options, progress)
    for note in found.notes:
        notice(note)
    remarks = found.remarks
    if options.json:
        tables = {"clips": found.survey.clips(), "pairs": found.survey.pairs()}
        about = {"recordings": remarks.to_json()}
        values = {name: json.loads(table.to_json(orient="records")) for name, table in tables.items()}
        print(json.dumps({"dataset": dataset.name, "split": options.split, "notes": found.notes, **about, **values}))
    else:
        print_lines((*survey_answer(found.survey, split=options.split), *remarks.lines()))
    if options.html is not None:
        write_page(found.most_disputed, options.html)
    if options.out is not None:
        clips_table = found.survey.clips()
        doubts = clips_table["clip"].map(remarks.doubts_about)
        write_table(clips_table.assign(doubts=doubts), options.out, found.survey.provenance)


@dataclass(frozen=True, eq=False)
class _Findings:
    """The results over many clips, what was done to how many and what to know of them, and the most disputed."""

    survey: Survey
    remarks: Remarks
    notes: list[str]
    most_disputed: Comparison


def _compare_each(
    clips: Sequence[tuple[LabelledClip, dict[str, Checkpoint]]],
    options: argparse.Namespace,
    progress: Callable[[int, int], None],
) -> _Findings:
    """Compare on each clip the checkpoints beside it; clips on which they cannot be compared are counted, and said.

    Raises:
        SettingsError: they cannot be compared on any.
    """
    from sta_lstm.comparison.survey import Survey

    survey, misfits, first_misfit = Survey(), 0, ""
    notes: Counter[str] = Counter()
    remarks = Remarks()
    most_disputed: Comparison | None = None
    for n_done, (each, able) in enumerate(clips):
        progress(n_done, len(clips))
        try:
            clip = each.load()
            adapted = adapt_to_each(clip, able, options)
            comparison = compare_adapted(adapted, able, options)
        except (ClipError, MismatchError, SettingsError) as error:
            misfits, first_misfit = misfits + 1, first_misfit or f"{each.source}: {error}"
            continue
        notes.update(adapted.new_notes())
        remarks.add(each.source, clip)
        survey.add(comparison, clip=each.source, label=each.label)
        if most_disputed is None or comparison.disagreement > most_disputed.disagreement:
            most_disputed = comparison
    if most_disputed is None:
        raise SettingsError(f"none of the {misfits:,} clips can be compared. The first of them, {first_misfit}")
    if misfits:
        notice(f"left out: {misfits:,} clips, the first of them {first_misfit}")
    return _Findings(survey, remarks, counted_notes(notes), most_disputed)


def _clips(
    checkpoints: dict[str, Checkpoint], dataset: Dataset, split: str
) -> list[tuple[LabelledClip, dict[str, Checkpoint]]]:
    """The clips to compare on, each with the checkpoints in whose ``split`` it is, of which there are two or more.

    Raises:
        SettingsError: there is no such clip, or a checkpoint does not know its fold of this data set.
        DatasetError: the data set has no such protocol or fold.
    """
    own = {name: {each.source for each in split_clips(one, dataset, split)} for name, one in checkpoints.items()}
    clips = [
        (each, {name: one for name, one in checkpoints.items() if each.source in own[name]}) for each in dataset.clips
    ]
    clips = [(each, able) for each, able in clips if len(able) > 1]
    if not clips:
        folds = ", ".join(f"'{name}' fold {one.training['fold']}" for name, one in checkpoints.items())
        raise SettingsError(
            f"no clip of data set '{dataset.name}' is in the split '{split}' of two of these checkpoints: {folds}. "
            "Compare checkpoints of one fold."
        )
    return clips
