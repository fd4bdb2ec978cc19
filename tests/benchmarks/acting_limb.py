"""Whether attention lies on the limb that acts, on real recordings: each clip under networks that have not seen it.

    sta-lstm crossval sbu --data DATA --seeds 5 --keep RUNS --out sbu-sta.json
    python tests/benchmarks/acting_limb.py RUNS --data DATA --name NAME [--out FILE.json]

RUNS holds networks as ``crossval --keep`` leaves them, with ``--inner`` or without. Of the actions that one limb
carries (`ACTING`) the acting limb of a clip is the one of that kind, of any person, that goes farthest from where it is
on average, as seen from its body's trunk. The table says in what share of clips the limb with most attention *is* that
limb, of all limbs of all persons: by α·β and by α alone, mean over seeds with its standard deviation; how many times
uniform its share of α is; and how often the same holds for the limb that moves most, and for the limb that costs the
label's score most when it stands still at its mean place: what the network itself uses, which attention is to tell.
Results go into FILE.json (``results/acting-limb.json``) under the name.
"""

import argparse
import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch

from sta_lstm.datasets import open_dataset
from sta_lstm.datasets.synthetic import motion_energy
from sta_lstm.disk import write_whole
from sta_lstm.evidence.removal.cells import groups
from sta_lstm.evidence.removal.logits import logits_without
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.model.features import clip_features
from sta_lstm.prediction.predict import predict
from sta_lstm.scene.limbs import limbs_of
from sta_lstm.training.folds.inner import pairs_left_out

RESULTS = Path(__file__).parent / "results" / "acting-limb.json"
#: The kind of limb that carries an action by itself.
ACTING = {
    "kicking": "leg",
    "punching": "arm",
    "pushing": "arm",
    "throw": "arm",
    "push": "arm",
    "pull": "arm",
    "wave hands": "arm",
    "clap hands": "arm",
}


def by_limb(values, layout):
    """(M limbs) of T × M × J values: each limb's sum, persons one after the other, and the limbs' names."""
    limbs = limbs_of(layout)
    sums = [np.nansum(values[:, m][:, list(limb.joints)]) for m in range(values.shape[1]) for limb in limbs]
    return np.array(sums), [limb.name for limb in limbs] * values.shape[1]


def reach(clip):
    """(M limbs): how far each limb goes from its mean place, at most, as its body's trunk sees it; metres."""
    limbs = limbs_of(clip.layout)
    trunk = np.nanmean(clip.positions[:, :, list(limbs[0].joints)], axis=2)  # T × M × 3
    found = []
    for m in range(clip.positions.shape[1]):
        seen = clip.positions[:, m] - trunk[:, m, None]
        for limb in limbs:
            joints = seen[:, list(limb.joints)]
            away = np.linalg.norm(joints - np.nanmean(joints, axis=0), axis=-1).mean(-1)
            found.append(np.nan_to_num(away).max())
    return np.array(found)


def costs(checkpoint, clip, names):
    """(M limbs): how much the score of the clip's label falls when the limb stands still; a head is of the trunk."""
    features = clip_features(clip, checkpoint.recipe, n_persons=checkpoint.reads.most)
    parts = groups(features, clip.layout, "limb")
    nothing = torch.zeros_like(features.mask)
    logits = logits_without(checkpoint, features, [nothing, *(part.cells for part in parts)])
    scores = logits[:, checkpoint.class_names.index(clip.label)] - logits.mean(1)
    found, n_limbs = np.full(len(names), -np.inf), len(limbs_of(clip.layout))
    for part, score in zip(parts, scores[1:], strict=True):
        place = part.person * n_limbs + (names.index(part.part) if part.part in names else 0)
        found[place] = max(found[place], scores[0] - score)
    return found


def asked(checkpoint, clip):
    """What attention says of one clip of an action that a limb carries."""
    prediction = predict(checkpoint, clip)
    product, names = by_limb(prediction.alpha * prediction.beta[:, None, None], clip.layout)
    alpha, _ = by_limb(prediction.alpha, clip.layout)
    energy, _ = by_limb(motion_energy(clip), clip.layout)
    kind = ACTING[clip.label]
    far = np.where([name.endswith(kind) for name in names], reach(clip), -1.0)
    acting = int(far.argmax())
    cost = costs(checkpoint, clip, names)
    present = prediction.read.sum(0) > 0
    return {
        "attention": int(product.argmax()) == acting,
        "attention, α alone": int(alpha.argmax()) == acting,
        f"attention, either {kind}": names[int(product.argmax())].endswith(kind),
        "the limb whose stillness costs most": int(cost.argmax()) == acting,
        "attention on the limb whose stillness costs most": int(product.argmax()) == int(cost.argmax()),
        "the limb that moves most": int(energy.argmax()) == acting,
        "times uniform": float(alpha[acting] / alpha.sum() * len(limbs_of(clip.layout)) * present.sum()),
    }


def unseen(dataset, checkpoint):
    """The clips of its fold, or of the pair of folds that ``crossval --inner`` left out."""
    folds = dataset.folds(next(iter(dataset.protocols)))
    named = {fold.name: fold for fold in (*folds, *pairs_left_out(folds))}
    return [dataset.clips[i] for i in named[checkpoint.training["fold"]].test]


def measured(runs, dataset, variant):
    """Rows by action: a list over seeds of the mean of each measure, over all clips of all folds."""
    rows = defaultdict(lambda: defaultdict(list))
    for path in sorted(runs.glob(f"*/{variant}-*/*.safetensors")):
        checkpoint = load_checkpoint(path)
        seed = checkpoint.training["seed"]
        for recorded in unseen(dataset, checkpoint):
            clip = recorded.load()
            if clip.label in ACTING:
                rows[clip.label][seed].append(asked(checkpoint, clip))
    return {
        action: {
            "clips": len(next(iter(by_seed.values()))),
            **{
                name: [round(float(np.mean([row[name] for row in each])), 4) for each in by_seed.values()]
                for name in next(iter(by_seed.values()))[0]
            },
        }
        for action, by_seed in sorted(rows.items())
    }


def markdown(found):
    for action, values in found.items():
        yield f"**{action}**, {values['clips']} clips"
        for name, over_seeds in values.items():
            if name != "clips":
                spread = f" ± {np.std(over_seeds, ddof=1):.2f}" if len(over_seeds) > 1 else ""
                yield f"| {name} | {np.mean(over_seeds):.2f}{spread} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", type=Path)
    parser.add_argument("--data", required=True)
    parser.add_argument("--name", required=True, help="what to call the recipe in the results")
    parser.add_argument("--variant", default="sta")
    parser.add_argument("--out", type=Path, default=RESULTS)
    options = parser.parse_args()
    torch.set_num_threads(1)
    found = measured(options.runs, open_dataset(options.data), options.variant)
    results = json.loads(options.out.read_text(encoding="utf-8")) if options.out.exists() else {}
    results[options.name] = found
    write_whole(options.out, (json.dumps(results, indent=1, ensure_ascii=False) + "\n").encode())
    print("\n".join(markdown(found)))


if __name__ == "__main__":
    main()
