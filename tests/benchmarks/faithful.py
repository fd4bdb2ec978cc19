"""Whether the attention of shipped checkpoints can be believed: the table of `sta-lstm faithfulness`, and what it says.

    python tests/benchmarks/faithful.py demo-sta demo-sa demo-ta demo-lstm
    python tests/benchmarks/faithful.py sbu-sta sbu-sa sbu-ta sbu-lstm --data DATA/sbu
    python tests/benchmarks/faithful.py utkinect-sta --data DATA/utkinect

Without ``--data`` the clips are planted motions of unseen seeds, five an action; of a data set they are those that each
checkpoint's card names as unseen. The scores of every clip stay in ``--work`` (an interrupted run goes on there). What
they say together goes into ``results/faithfulness.csv``, a row a checkpoint, measure and ranking as
`sta_lstm.evidence.faithfulness.summary.summarise` gives them: over all clips every row that is no single fill's where
there is a mean over fills, and by class the areas when cells are removed. Two tables go to standard output as Markdown.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd

from sta_lstm.datasets.synthetic import ACTIONS, TEST_SEEDS, planted_set
from sta_lstm.disk import write_whole
from sta_lstm.evidence.faithfulness.summary import ALL, EVERY_CLASS, summarise
from sta_lstm.formats import save_clip

RESULTS = Path(__file__).parent / "results" / "faithfulness.csv"
EACH = 5
GRAINS = {"joint": "joints", "limb": "parts", "frame": "frames", "limb × window": "parts × time"}
RANKINGS = ("alpha", "beta", "alpha × beta", "integrated-gradients", "motion energy", "random")


def planted_folder(folder):
    """The planted clips as files with a manifest, so that the command can read them; written once."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "manifest.csv").exists():
        rows = []
        for planted in planted_set(TEST_SEEDS[: EACH * len(ACTIONS)]):
            name = f"{planted.seed}.npz"
            save_clip(planted.clip, folder / name)
            rows.append(f"{name},{planted.clip.label}")
        write_whole(folder / "manifest.csv", "\n".join(["path,label", *rows, ""]).encode())
    return folder / "manifest.csv"


def scores(checkpoint, data, split, work):
    """The scores of every clip, as the command writes them."""
    out = work / f"{checkpoint}.parquet"
    command = ("faithfulness", checkpoint, "--data", data, "--split", split, "--out", out)
    subprocess.run([sys.executable, "-m", "sta_lstm.cli", *map(str, command)], check=True, stdout=subprocess.DEVNULL)
    return out


def told(found):
    """The rows of a summary that are kept."""
    by_fill = found["measure"].isin(found.loc[found["fill"] == ALL, "measure"])
    whole = (found["class"] == EVERY_CLASS) & (~by_fill | (found["fill"] == ALL))
    by_class = (found["class"] != EVERY_CLASS) & (found["measure"] == "deletion") & (found["fill"] == ALL)
    return found[whole | by_class].round(3)


def kept(path, found):
    """The results with those of other checkpoints that were there before."""
    if path.exists():
        before = pd.read_csv(path, dtype={"revision": str})
        found = pd.concat([before[~before["checkpoint"].isin(set(found["checkpoint"]))], found])
    write_whole(path, found.to_csv(index=False).encode())


def areas(found):
    """Markdown: the area under the probability while cells are removed, by what ranks them; less is better."""
    yield f"| removed | checkpoint | clips | {' | '.join(RANKINGS)} |"
    yield f"| --- | --- | --- |{' --- |' * len(RANKINGS)}"
    whole = found[(found["class"] == EVERY_CLASS) & (found["measure"] == "deletion")]
    for (grain, checkpoint), rows in whole.groupby(["grain", "checkpoint"], sort=False):
        means = rows.set_index("ranking")
        cells = (f"{means['mean'][name]:.2f}" if name in means.index else "" for name in RANKINGS)
        yield f"| {GRAINS[grain]} | `{checkpoint}` | {rows['clips'].max()} | {' | '.join(cells)} |"


def by_class(found, grain, ranking):
    """Markdown: by how much a ranking beats chance and motion energy, class by class, with intervals of 95 %."""
    area = f"{ranking}, {GRAINS[grain]}: area"
    yield f"| checkpoint | class | clips | {area} | better than random by | than motion energy by |"
    yield "| --- | --- | --- | --- | --- | --- |"
    rows = found[(found["measure"] == "deletion") & (found["grain"] == grain) & (found["ranking"] == ranking)]
    for row in rows[rows["class"] != EVERY_CLASS].to_dict("records"):
        over = (
            f"{row[f'over_{name}']:+.2f} ({row[f'over_{name}_low']:+.2f} to {row[f'over_{name}_high']:+.2f})"
            for name in ("random", "motion")
        )
        yield f"| `{row['checkpoint']}` | {row['class']} | {row['clips']} | {row['mean']:.2f} | {' | '.join(over)} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoints", nargs="+")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "sta-lstm-faithful")
    parser.add_argument("--out", type=Path, default=RESULTS)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    data, split = (options.data, "test") if options.data else (planted_folder(options.work / "planted"), "all")
    found = pd.concat([told(summarise(scores(name, data, split, options.work))) for name in options.checkpoints])
    kept(options.out, found)
    print("\n".join(areas(found)))
    for grain, ranking in (("limb", "alpha"), ("frame", "beta")):
        print("\n" + "\n".join(by_class(found, grain, ranking)))


if __name__ == "__main__":
    main()
