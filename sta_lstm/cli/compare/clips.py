"""``sta-lstm compare CLIP SECOND``: does one checkpoint look at the same thing in two clips?"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from sta_lstm.cli.compare.answer import clips_answer
from sta_lstm.cli.compare.files import check_outputs, write_page, write_table
from sta_lstm.cli.inputs.data import refuse_split
from sta_lstm.cli.inputs.fitting import fit_clip
from sta_lstm.cli.inputs.long import refuse_long
from sta_lstm.cli.inputs.opening import open_clips, place_of
from sta_lstm.cli.text import print_lines, remark_lines
from sta_lstm.errors import SettingsError

if TYPE_CHECKING:
    from sta_lstm.prediction.provenance import Provenance


def compare_two_clips(options: argparse.Namespace) -> None:
    """Say how far one checkpoint attends to the same in two clips.

    Raises:
        StaLstmError: an option means nothing here, or an input cannot be used.
    """
    from sta_lstm.comparison.alignment import align
    from sta_lstm.comparison.clips import compare_clips
    from sta_lstm.model.checkpoint import load_checkpoint
    from sta_lstm.prediction.predict import predict
    from sta_lstm.samples import resolve_checkpoint

    if len(options.checkpoints) != 1:
        raise SettingsError(
            f"two clips are compared under one checkpoint; got {len(options.checkpoints)}. Give --checkpoint once."
        )
    refuse_split(options)
    paths = [place_of(each) for each in (options.clip, options.second)]
    check_outputs(options, *paths)
    opened = open_clips(paths, options)
    checkpoint = load_checkpoint(resolve_checkpoint(options.checkpoints[0]), device=options.device)
    first, second = (fit_clip(each.clip, checkpoint, options) for each in opened)
    for clip in (first, second):
        refuse_long(checkpoint, clip)
    pair = compare_clips(
        predict(checkpoint, first),
        predict(checkpoint, second),
        align(first, second, options.align),
        top=options.top,
        tolerance=options.tolerance,
    )
    told = [
        _with_whose(each.provenance, name) for name, each in zip(pair.comparison.names, pair.predictions, strict=True)
    ]
    if options.json:
        print(json.dumps(pair.to_json()))
    else:
        print_lines((*clips_answer(pair), *remark_lines(*told)))
    if options.html is not None:
        found = pair.comparison
        recorded = (pair.alignment.first.tolist(), pair.alignment.second.tolist())
        write_page(
            found, options.html, title=" and ".join(found.names), recorded=recorded, timed=options.align == "time"
        )
    if options.out is not None:
        write_table(pair.steps(), options.out, told)


def _with_whose(provenance: Provenance, name: str) -> Provenance:
    """A result's provenance that says of which clip its notes and doubts are."""
    changes, doubts = ([f"{name}: {text}" for text in texts] for texts in (provenance.changes, provenance.doubts))
    return replace(provenance, changes=tuple(changes), doubts=tuple(doubts))
