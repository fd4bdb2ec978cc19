"""How far variants and seeds agree on a data set: merges what ``sta-lstm compare --json`` printed, fold by fold.

Each clip is to be compared under networks that have not seen it, so there is one answer for each fold:

    for variant in lstm sa ta sta; do
        sta-lstm crossval sbu --variant $variant --data sbu --seeds 2 --keep runs --out sbu-$variant.json
    done
    sta-lstm compare --data sbu --split test --checkpoint runs/1/sta-0/sbu-sta.safetensors … --json > agreement-1.json
    …
    python tests/benchmarks/agreement.py agreement-*.json --out sbu-agreement.json

A network's name, or its folder's, names the variant between hyphens. The table goes to standard output, as Markdown.
"""

import argparse
import json
import re
from collections import defaultdict
from pathlib import Path

import numpy as np

ORDER = ("sta", "sa", "ta", "lstm")
#: Measures, their titles, and which variants both networks must be of for them to say anything.
MEASURES = {
    "alpha_divergence": ("divergence of α", {"sta", "sa"}),
    "joint_overlap": ("top-5 joints in common", {"sta", "sa"}),
    "beta_spearman": ("Spearman of β", {"sta", "ta"}),
    "keyframe_overlap": ("keyframes in common", {"sta", "ta"}),
    "same_label": ("same label", set(ORDER)),
    "running_agreement": ("same running label", set(ORDER)),
}


def kind_of(pair):
    """The variants of the two, and whether they are two seeds of one."""
    words = [re.split(r"[-/]", Path(pair[side]).as_posix())[::-1] for side in ("first", "second")]
    variants = [next(word for word in each if word in ORDER) for each in words]
    return tuple(sorted(variants, key=ORDER.index))


def merged(answers):
    """By the two variants: for each measure the mean over clips and pairs, and that of two random maps."""
    pairs = defaultdict(list)
    for answer in answers:
        for pair in answer["pairs"]:
            pairs[kind_of(pair)].append(pair)
    return [
        {
            "variants": list(kind),
            "two_seeds": kind[0] == kind[1],
            "comparisons": sum(pair["clips"] for pair in each),
            **{name: mean(each, name) for name, (_, needed) in MEASURES.items() if set(kind) <= needed},
            **{f"random_{name}": mean(each, f"random_{name}") for name, (_, n) in MEASURES.items() if set(kind) <= n},
        }
        for kind, each in sorted(pairs.items(), key=lambda item: [ORDER.index(variant) for variant in item[0]])
    ]


def mean(pairs, name):
    known = [(pair[name], pair["clips"]) for pair in pairs if pair[name] is not None]
    values, weights = zip(*known, strict=True)
    return round(float(np.average(values, weights=weights)), 4)


def markdown(rows):
    titles = [title for title, _ in MEASURES.values()]
    yield f"| | {' | '.join(titles)} |"
    yield f"| --- |{' --- |' * len(titles)}"
    for row in rows:
        first, second = (variant.upper() for variant in row["variants"])
        cells = [f"{row[n]:.2f} ({row[f'random_{n}']:.2f})" if n in row else "" for n in MEASURES]
        yield f"| {f'two seeds of {first}' if row['two_seeds'] else f'{first} and {second}'} | {' | '.join(cells)} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("answers", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    answers = [json.loads(path.read_text(encoding="utf-8")) for path in options.answers]
    rows = merged(answers)
    what = {
        "dataset": answers[0]["dataset"],
        "split": answers[0]["split"],
        "clips": sum(len(a["clips"]) for a in answers),
    }
    options.out.write_text(json.dumps({**what, "pairs": rows}, indent=1) + "\n", encoding="utf-8")
    print("\n".join(markdown(rows)))


if __name__ == "__main__":
    main()
