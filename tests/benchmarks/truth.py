"""Whether attention finds a planted truth: α, β and both, beside motion energy, chance and what bounds them.

    python tests/benchmarks/truth.py CHECKPOINT… --name NAME [--kind distractors] [--clips 1000] [--out FILE.json]

The checkpoints are seeds of one recipe; a committee is as many as it holds. All are asked about the same unseen clips
(`TEST_SEEDS`) of one kind of planted set (`KINDS`). The table goes to standard output as Markdown, and into FILE.json
(``results/truth.json``) under the name and the kind: means over seeds and clips, the spread over seeds, by action, and
intervals of 95 % of the differences to motion energy, to that over 15 frames and to chance, paired by clip. A second
table, of the first hundred clips, counts those in which α finds the truth, or not, by whether removal says that α is
faithful: where the two contradict each other, the network answers by something else than what carries the action, or α
tells something else than what the network answers by. One thread; an interrupted run goes on with the clips whose
scores it has kept beside the results.
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import torch

from sta_lstm.datasets.synthetic import KINDS, TEST_SEEDS, motion_energy, planted_set, planted_twin
from sta_lstm.disk import write_whole
from sta_lstm.errors import SettingsError
from sta_lstm.evidence.faithfulness.curves import deletions, order
from sta_lstm.evidence.faithfulness.rankers import answered, clip_seed, rank, rankers
from sta_lstm.evidence.paired import differences
from sta_lstm.evidence.planted.rankings import attention_ranking, map_ranking, pointing_ranking, random_ranking
from sta_lstm.evidence.planted.truth import QUESTIONS, answer_key, clip_scores
from sta_lstm.evidence.removal.cells import groups
from sta_lstm.evidence.removal.logits import logits_without
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.model.features import clip_features
from sta_lstm.prediction.predict import predict

RESULTS = Path(__file__).parent / "results" / "truth.json"
BASELINES = ("motion energy", "motion energy over 15 frames", "random")
#: What a network says by its attention, and when a limb is held still: the rest knows no network.
OF_A_NETWORK = ("attention", "limb held still")
#: Random orders of joints whose mean area is chance, and most steps of a walk; of how many clips, as it takes time.
CHANCES, STEPS, N_REMOVED = 8, 8, 100
ORDER = (*OF_A_NETWORK, *BASELINES, "points at one true joint", "what the action changes")


def limb_held(checkpoint, features, clip, label):
    """T × M × J: how much the class's logit, less their mean, falls when each part of each body is held at its mean."""
    parts = groups(features, clip.layout, "limb")
    logits = np.concatenate(
        [
            logits_without(checkpoint, features, [torch.zeros_like(features.mask)]),
            logits_without(checkpoint, features, [part.cells for part in parts]),
        ]
    )
    column = checkpoint.class_names.index(label)
    scores = logits[:, column] - logits.mean(1)
    values = np.zeros(clip.positions.shape[:3])
    for part, score in zip(parts, scores[1:], strict=True):
        values[:, part.person, list(part.joints)] = max(scores[0] - score, 0.0)
    return values


def above_chance(checkpoint, features, clip, key, precision):
    """By how much α beats chance in finding the truth (average precision of joints) and in removal (area, joints).

    None for a network that learned no α, or where it is flat or the truth is all that is counted.
    """
    ranker = rankers(checkpoint).get("alpha")
    if ranker is None or np.isnan(precision):
        return None
    during = key.counted & key.acting[:, None, None]
    parts = groups(features, clip.layout, "joint")
    alpha = order(rank(answered(checkpoint, clip, features), ranker, "alpha"), parts, seed=clip_seed(clip, 0))
    if alpha is None:
        return None
    rng = np.random.default_rng(clip_seed(clip, 0))
    orders = [alpha, *(tuple(rng.permutation(len(parts)).tolist()) for _ in range(CHANCES))]
    own, *chances = (curve.area for curve in deletions(checkpoint, features, parts, orders, steps=STEPS))
    return {"truth": precision - float(key.truth[during].mean()), "removal": float(np.mean(chances)) - own}


def rankings(checkpoint, planted, prediction, features, kind):
    """All that is scored of one clip, by name."""
    clip = planted.clip
    twin = planted_twin(planted.action, planted.seed, kind=kind)
    return {
        "attention": attention_ranking(prediction),
        "limb held still": map_ranking(limb_held(checkpoint, features, clip, str(clip.label))),
        "motion energy": map_ranking(motion_energy(clip)),
        "motion energy over 15 frames": map_ranking(motion_energy(clip, window=15)),
        "random": random_ranking(np.random.default_rng(planted.seed), planted.truth.shape),
        "points at one true joint": pointing_ranking(planted.truth),
        "what the action changes": map_ranking(np.linalg.norm(clip.positions - twin.positions, axis=-1)),
    }


def asked(checkpoint, planted, kind, removed):
    """The scores of one clip; whether its joints are ``removed`` too."""
    features = clip_features(planted.clip, checkpoint.recipe, n_persons=checkpoint.reads.most)
    prediction = predict(checkpoint, planted.clip, features=features)
    key = answer_key(prediction, planted.truth, planted.undecided, action=planted.action)
    scores = {
        name: clip_scores(key, ranking)
        for name, ranking in rankings(checkpoint, planted, prediction, features, kind).items()
    }
    return {
        "checkpoint": checkpoint.revision,
        "seed": planted.seed,
        "action": planted.action,
        "right": prediction.label == planted.clip.label,
        "scores": scores,
        "alpha": above_chance(checkpoint, features, planted.clip, key, scores["attention"]["joints"])
        if removed
        else None,
    }


def networks(paths):
    """Every network of some files, those of a committee each by itself under a revision of its own."""
    for checkpoint in map(load_checkpoint, paths):
        for number, member in enumerate(checkpoint.members):
            yield replace(member, revision=f"{member.revision}-{number}" if checkpoint.others else member.revision)


def all_asked(checkpoints, kind, n_clips, kept):
    """A row a checkpoint and clip; those in the file ``kept`` are not asked again."""
    unseen = planted_set(TEST_SEEDS[:n_clips], kind=kind)
    known = {(row["checkpoint"], row["seed"]): row for row in kept_rows(kept)}
    with kept.open("a", encoding="utf-8") as file:
        for checkpoint in checkpoints:
            check_classes(checkpoint, kind)
            for number, planted in enumerate(unseen):
                place = (checkpoint.revision, planted.seed)
                if place not in known:
                    known[place] = asked(checkpoint, planted, kind, removed=number < N_REMOVED)
                    file.write(json.dumps(known[place]) + "\n")
                    file.flush()
    return [known[checkpoint.revision, planted.seed] for checkpoint in checkpoints for planted in unseen]


def kept_rows(path):
    """Rows of an earlier run; the last line of one that was ended is cut off where it is not whole.

    Those from before α was compared with chance are asked again.
    """
    if not path.exists():
        return []
    whole = [line for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if line.endswith("\n")]
    write_whole(path, "".join(whole).encode())
    return [row for row in map(json.loads, whole) if "alpha" in row]


def check_classes(checkpoint, kind):
    missing = set(KINDS[kind].class_names) - set(checkpoint.class_names)
    if missing:
        raise SettingsError(
            f"'{checkpoint.name}' does not know {', '.join(sorted(missing)[:4])}; clips of the kind '{kind}' need a "
            "checkpoint that was trained on them."
        )


def long_table(rows):
    """A row a checkpoint, clip, question and ranking."""
    return pd.DataFrame(
        {
            "checkpoint": row["checkpoint"],
            "clip": row["seed"],
            "action": row["action"],
            "question": question,
            "ranking": name,
            "value": value,
        }
        for row in rows
        for name, values in row["scores"].items()
        for question, value in values.items()
    )


def summary(rows):
    """What goes into the results."""
    table = long_table(rows)
    right = pd.DataFrame(rows).groupby("checkpoint")["right"].mean()
    per_seed = table.groupby(["ranking", "question", "checkpoint"])["value"].mean()
    by_action = table.groupby(["action", "ranking", "question"])["value"].mean()
    return {
        "checkpoints": len(right),
        "clips": int(table["clip"].nunique()),
        "accuracy": [round(float(value), 4) for value in right],
        "scores": {
            name: {question: [round(float(v), 4) for v in per_seed[name, question]] for question in QUESTIONS}
            for name in OF_A_NETWORK
        }
        | {
            name: {question: round(float(per_seed[name, question].mean()), 4) for question in QUESTIONS}
            for name in ORDER[len(OF_A_NETWORK) :]
        },
        "differences": {
            f"{ours} − {theirs}": {
                question: [round(value, 4) for value in (found.mean, found.low, found.high)]
                for question, found in differences(table, ours, theirs).items()
            }
            for ours in OF_A_NETWORK
            for theirs in BASELINES
        },
        "contradictions": contradictions(rows),
        "by_action": {
            action: {
                name: {question: rounded(by_action[action, name, question]) for question in QUESTIONS} for name in ORDER
            }
            for action in dict.fromkeys(table["action"])
        },
    }


def contradictions(rows):
    """Clips by whether α finds the truth better than chance, and whether removing by it does more than chance."""
    told = [(row["alpha"]["truth"] > 0, row["alpha"]["removal"] > 0) for row in rows if row["alpha"]]
    return {
        finds: {says: told.count((found, faithful)) for says, faithful in (("faithful", True), ("not faithful", False))}
        for finds, found in (("finds the truth", True), ("misses it", False))
    }


def rounded(value):
    return round(float(value), 3) if np.isfinite(value) else None


def markdown(found):
    yield f"| | {' | '.join(QUESTIONS)} |"
    yield f"| --- |{' --- |' * len(QUESTIONS)}"
    for name, scores in found["scores"].items():
        yield f"| {name} | {' | '.join(cell(scores[question]) for question in QUESTIONS)} |"
    for name, values in found["differences"].items():
        cells = (f"{mean:+.2f} ({low:+.2f} to {high:+.2f})" for mean, low, high in values.values())
        yield f"| {name} | {' | '.join(cells)} |"
    yield ""
    yield "| α, clips | removal: faithful | removal: not faithful |"
    yield "| --- | --- | --- |"
    for finds, counts in found["contradictions"].items():
        yield f"| {finds} | {counts['faithful']} | {counts['not faithful']} |"


def cell(values):
    if not isinstance(values, list):
        return f"{values:.2f}"
    return f"{np.mean(values):.2f}" + (f" ± {np.std(values, ddof=1):.2f}" if len(values) > 1 else "")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoints", nargs="+", type=Path)
    parser.add_argument("--name", required=True, help="what to call the recipe in the results")
    parser.add_argument("--kind", choices=KINDS, default="plain")
    parser.add_argument("--clips", type=int, default=1_000)
    parser.add_argument("--out", type=Path, default=RESULTS)
    options = parser.parse_args()
    torch.set_num_threads(1)
    checkpoints = list(networks(options.checkpoints))
    kept = options.out.with_name(f"{options.out.stem}-{options.name}-{options.kind.replace(' ', '-')}.clips.jsonl")
    found = summary(all_asked(checkpoints, options.kind, options.clips, kept))
    results = json.loads(options.out.read_text(encoding="utf-8")) if options.out.exists() else {}
    results.setdefault(options.name, {})[options.kind] = found
    write_whole(options.out, json.dumps(results, indent=1, ensure_ascii=False).encode() + b"\n")
    print("\n".join(markdown(found)))


if __name__ == "__main__":
    main()
