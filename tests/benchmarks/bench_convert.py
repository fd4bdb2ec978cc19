"""Held-out planted clips under demo-sta, as they are and after a journey through another layout and back.

How far the accuracy falls, on how many clips the answer changes, and how far joints are from where they were: those
that the other layout has, and those that had to be inferred on the way back. As a control the accuracy without rules,
where these lie in the middle of the joints that were copied.
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path

import numpy as np

from sta_lstm.datasets.synthetic import TEST_SEEDS, planted_set
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.samples import resolve_checkpoint
from sta_lstm.skeletons import conversion, converted, layout_named
from sta_lstm.training.demo.checkpoints import CLASS_NAMES, N_PERSONS, N_TEST, RECIPE
from sta_lstm.training.examples import evaluate_examples, examples

LAYOUTS = ("kinect-20", "sbu-15", "mediapipe-33", "openpose-25", "coco-17", "h36m-17")


def answers(checkpoint, clips):
    """Accuracy, and what the checkpoint says of each clip."""
    labels = [str(clip.label) for clip in clips]
    data = examples(clips, labels, CLASS_NAMES, RECIPE.features, n_persons=N_PERSONS)
    evaluation = evaluate_examples(checkpoint.network, data, CLASS_NAMES, [clip.name for clip in clips])
    return evaluation.accuracy, [each.predicted for each in evaluation.clips]


def moved_cm(clips, back, joints):
    """Mean distance of ``joints`` from where they were, over all bodies in all frames; 0 for no joints."""
    if not joints:
        return 0.0
    columns = [clips[0].layout.index(joint) for joint in joints]
    shifts = [
        np.linalg.norm(b.positions[:, :, columns] - a.positions[:, :, columns], axis=-1)[a.present]
        for a, b in zip(clips, back, strict=True)
    ]
    return 100 * float(np.concatenate(shifts).mean())


def without_rules(clip, copied, inferred):
    """``clip`` with its inferred joints in the middle of the others."""
    positions = clip.positions.copy()
    middle = positions[:, :, [clip.layout.index(joint) for joint in copied]].mean(axis=2, keepdims=True)
    positions[:, :, [clip.layout.index(joint) for joint in inferred]] = middle
    return replace(clip, positions=positions)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=int, default=N_TEST)
    parser.add_argument("--results", type=Path, help="where the figures go, as JSON")
    options = parser.parse_args()
    checkpoint = load_checkpoint(resolve_checkpoint("demo-sta"), device="cpu")
    clips = [each.clip for each in planted_set(TEST_SEEDS[: options.clips])]
    accuracy, said = answers(checkpoint, clips)
    print(f"{len(clips):,} planted clips, demo-sta, as they are: {100 * accuracy:.1f} % right\n")
    print("through       inferred |  right   other answers  without rules | mean cm: all  copied  inferred")
    rows = {}
    for name in LAYOUTS:
        layout = layout_named(name)
        back = [converted(converted(clip, layout), clip.layout) for clip in clips]
        right, now = answers(checkpoint, back)
        inferred = conversion(layout, clips[0].layout).inferred
        copied = tuple(joint for joint in clips[0].layout.joints if joint not in inferred)
        control, _ = answers(checkpoint, [without_rules(clip, copied, inferred) for clip in back])
        row = {
            "inferred_joints": list(inferred),
            "accuracy": right,
            "answers_that_differ": sum(a != b for a, b in zip(said, now, strict=True)),
            "accuracy_without_rules": control,
            "mean_cm": moved_cm(clips, back, clips[0].layout.joints),
            "mean_cm_copied": moved_cm(clips, back, copied),
            "mean_cm_inferred": moved_cm(clips, back, inferred),
        }
        rows[name] = {key: round(value, 3) if isinstance(value, float) else value for key, value in row.items()}
        print(
            f"{name:13} {len(inferred):4} of 25 | {100 * right:5.1f} % {row['answers_that_differ']:8} "
            f"{100 * control:16.1f} % | {row['mean_cm']:12.2f} {row['mean_cm_copied']:7.2f} "
            f"{row['mean_cm_inferred']:9.2f}"
        )
    if options.results:
        content = {"checkpoint": "demo-sta", "clips": len(clips), "accuracy_as_they_are": accuracy, "through": rows}
        options.results.write_text(json.dumps(content, indent=2) + "\n")


if __name__ == "__main__":
    main()
