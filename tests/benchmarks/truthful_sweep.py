"""What settings of truthful training do to attention and accuracy, on planted clips that choose and never test.

    python tests/benchmarks/truthful_sweep.py NAME [KEY=VALUE …] [--seed 10] [--out FILE.json]

    python tests/benchmarks/truthful_sweep.py Y objective.lambda_shapley=3 objective.lambda_variation=0.2 \\
        augmentation.still_limbs=0.03

The recipe ``demo`` with other values is trained on the demo's own clips, and asked about clips of the seeds that choose
(from 1,500,000): the six questions of `sta_lstm.evidence.planted.truth` of 360, accuracy on 1,000. One thread. Results
are kept by name and seed; what is kept is not trained again.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from sta_lstm.datasets.synthetic import TRAIN_SEEDS, planted_set
from sta_lstm.disk import write_whole
from sta_lstm.evidence.planted.rankings import attention_ranking
from sta_lstm.evidence.planted.truth import QUESTIONS, answer_key, clip_scores
from sta_lstm.prediction.predict import predict
from sta_lstm.training.demo import checkpoints
from sta_lstm.training.examples import evaluate_examples
from sta_lstm.training.processes import Processes
from sta_lstm.training.train import train_network

RESULTS = Path(__file__).parent / "results" / "truthful-sweep.json"
FIRST_SEED = 1_500_000


def value_of(text):
    """A number where it is one, else the word."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def measured(recipe, seed, n_train, n_asked, n_answered):
    """One network trained by ``recipe``, and what its attention finds."""
    train = checkpoints.planted_examples(planted_set(TRAIN_SEEDS[:n_train]))
    network = train_network(
        recipe,
        train,
        n_classes=len(checkpoints.CLASS_NAMES),
        variant="sta",
        seed=seed,
        processes=Processes("cpu"),
        title=f"seed {seed}",
    ).eval()
    checkpoint = checkpoints.demo_checkpoint(recipe, train, "sta", seed, network)
    scores = []
    for each in planted_set(range(FIRST_SEED, FIRST_SEED + n_asked)):
        prediction = predict(checkpoint, each.clip)
        key = answer_key(prediction, each.truth, each.undecided, action=each.action)
        scores.append(clip_scores(key, attention_ranking(prediction)))
    answered = planted_set(range(FIRST_SEED, FIRST_SEED + n_answered))
    names = [each.clip.name for each in answered]
    examples = checkpoints.planted_examples(answered)
    accuracy = evaluate_examples(network, examples, checkpoints.CLASS_NAMES, names).accuracy
    found = {question: round(float(np.nanmean([each[question] for each in scores])), 4) for question in QUESTIONS}
    return {**found, "accuracy": accuracy, "clips": [n_train, n_asked, n_answered]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name")
    parser.add_argument("changes", nargs="*", metavar="KEY=VALUE")
    parser.add_argument("--seed", type=int, default=10)
    parser.add_argument("--clips", type=int, nargs=3, default=(checkpoints.N_TRAIN, 360, 1_000))
    parser.add_argument("--out", type=Path, default=RESULTS)
    options = parser.parse_args()
    torch.set_num_threads(1)
    changes = {key: value_of(text) for key, _, text in (each.partition("=") for each in options.changes)}
    kept = json.loads(options.out.read_text()) if options.out.exists() else {}
    run = f"{options.name}, seed {options.seed}"
    if run not in kept:
        found = measured(checkpoints.RECIPE.changed(changes), options.seed, *options.clips)
        kept = json.loads(options.out.read_text()) if options.out.exists() else {}
        kept[run] = {"changes": changes, **found}
        write_whole(options.out, (json.dumps(kept, indent=1) + "\n").encode())
    print(json.dumps({run: kept[run]}))


if __name__ == "__main__":
    main()
