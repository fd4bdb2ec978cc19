"""``sta-lstm predict``: what a checkpoint says of a clip, and where it looked."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sta_lstm.cli.command import Command, add_device
from sta_lstm.cli.inputs.asking import ask
from sta_lstm.cli.inputs.edits import add_edits
from sta_lstm.cli.inputs.explaining import add_explaining, check_explaining
from sta_lstm.cli.inputs.fitting import add_fitting
from sta_lstm.cli.inputs.opening import CLIP_HELP, open_clip, place_of
from sta_lstm.cli.inputs.read_options import add_read_options
from sta_lstm.cli.text import notice, pairs, print_lines, remark_lines, windows_lines
from sta_lstm.disk import check_place

if TYPE_CHECKING:
    from sta_lstm.evidence.record import Standing
    from sta_lstm.prediction.prediction import Prediction

_TOP = 5


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("clip", metavar="CLIP", help=CLIP_HELP)
    parser.add_argument(
        "--checkpoint", required=True, metavar="NAME-OR-PATH", help="a checkpoint, or the name of a sample: demo-sta, …"
    )
    add_explaining(parser)
    add_fitting(parser)
    add_edits(parser)
    add_device(parser)
    parser.add_argument("--json", action="store_true", help="print everything as one JSON object")
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="also write everything to FILE: .npz, .csv, .parquet or .json"
    )
    add_read_options(parser)


def _run(options: argparse.Namespace) -> None:
    from sta_lstm.samples import resolve_checkpoint

    check_explaining(options)
    clip_path, checkpoint_path = place_of(options.clip), resolve_checkpoint(options.checkpoint)
    from sta_lstm.prediction.files import check_suffix, prediction_json, save_prediction

    if options.out is not None:
        check_suffix(options.out.suffix)
        check_place(options.out, inputs=(clip_path, checkpoint_path))

    from sta_lstm.model.checkpoint import load_checkpoint

    clip = open_clip(clip_path, options).clip
    checkpoint = load_checkpoint(checkpoint_path, device=options.device)
    prediction = ask(checkpoint, clip, options)
    if options.json:
        print(json.dumps(prediction_json(prediction)))
    else:
        from sta_lstm.evidence.record import standing

        is_long = prediction.windows is not None
        trust = standing(checkpoint, prediction.clip, is_in_windows=is_long)
        print_lines((*_answer(prediction, trust), *remark_lines(prediction.provenance)))
    if options.out is not None:
        save_prediction(prediction, options.out)
        notice(f"wrote {options.out}")


def _answer(prediction: Prediction, trust: Standing) -> Iterator[str]:
    """The prediction for people, line by line."""
    from sta_lstm.prediction.answer import answer_name
    from sta_lstm.prediction.labels import label_check
    from sta_lstm.prediction.summary import joint_table
    from sta_lstm.words import counted, person_letter

    clip = prediction.clip
    frames, persons = counted(clip.n_frames, "frame"), counted(clip.n_persons, "person")
    yield from pairs(
        {
            "clip": f"{clip.name} ({frames}, {clip.seconds:.2f} s, {persons}, {clip.layout.name})",
            **({"inferred": ", ".join(clip.inferred)} if clip.inferred else {}),
            "checkpoint": prediction.checkpoint,
            "device": prediction.provenance.device,
            **({} if prediction.windows else {"label": answer_name(prediction)}),
            **({"its own label": check.words} if (check := label_check(prediction)) else {}),
            "keyframes": ", ".join(f"{frame} ({frame / clip.fps:.2f} s)" for frame in prediction.keyframes)
            or ("none: β is flat" if prediction.curves[0].learned else "none: the model has no temporal attention"),
            **({"verdict": prediction.verdict.short} if prediction.verdict else {}),
            **({"caution": "; ".join(trust.cautions)} if trust.cautions else {}),
            **({"record": "; ".join(trust.facts)} if trust.facts else {}),
        }
    )
    yield ""
    if prediction.windows is not None:
        yield from windows_lines(prediction.windows, clip.fps)
    else:
        order = sorted(range(len(prediction.class_names)), key=lambda i: -float(prediction.logits[i]))[:_TOP]
        yield "probability"
        yield from pairs(
            {prediction.class_names[i]: f"{100 * float(prediction.probabilities[i]):5.1f} %" for i in order}, indent=2
        )
    yield ""
    if not prediction.maps[0].learned:
        yield "the model tells no spatial attention"
        return
    frame = prediction.keyframes[0] if prediction.keyframes else None
    where = "over the clip" if frame is None else f"at frame {frame}"
    yield f"most attended joints {where} (1× is an equal share)"
    top = joint_table(prediction, frame=frame).head(_TOP)
    names = [
        f"{person_letter(m)} {joint}" if clip.n_persons > 1 else joint
        for m, joint in zip(top["person"], top["joint"], strict=True)
    ]
    values = (f"{value:5.1f}×" for value in top["alpha_over_uniform"])
    yield from pairs(dict(zip(names, values, strict=True)), indent=2)


COMMAND = Command(
    name="predict",
    help="classify a clip and say where the model looked",
    description="Classify a clip, and say at which frames and joints the model looked.",
    add_arguments=_add_arguments,
    run=_run,
)
