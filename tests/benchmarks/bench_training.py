"""Training by one recipe, in clips a second, against the same network run as a loop over the frames.

Both train on the same planted clips, in the same order and with the same augmentation; epochs are measured in turn.
Then what it costs that attention is trained to be true: a recipe against the plain one beside it, from its first step.
"""

import dataclasses
import statistics

import torch
from loop import LoopNetwork

from sta_lstm.datasets.synthetic import ACTIONS, planted_set
from sta_lstm.model.networks.sta_lstm import StaLstm
from sta_lstm.training.examples import examples
from sta_lstm.training.loop import fit
from sta_lstm.training.processes import Processes
from sta_lstm.training.recipe import load_recipe

N_CLIPS = 128
PAIRS = 5


def epochs(kind, recipe, data, processes):
    """Clips a second in the second of two epochs, and its cross-entropy."""
    torch.manual_seed(0)
    config = recipe.config("sta", n_persons=data.n_persons, layout=data.layout, n_classes=len(ACTIONS))
    logs = []
    fit(kind(config), data, recipe, variant="sta", seed=0, processes=processes, on_epoch=logs.append)
    return logs[1].clips_per_second, logs[1].cross_entropy


def short(name, resample, **changes):
    """Two epochs of a recipe, on clips of so many frames."""
    recipe = load_recipe(name).changed(changes)
    return dataclasses.replace(
        recipe,
        features=dataclasses.replace(recipe.features, resample=resample),
        stages=(dataclasses.replace(recipe.stages[0], epochs=2),),
    )


def against_loop(clips, labels, processes):
    print("recipe                  | loop clips/s   ours clips/s   faster | difference of the losses")
    for name, resample in (("demo-plain", 64), ("demo-plain, own lengths", None), ("sbu-plain, 40 frames", 40)):
        recipe = short(name.split(",")[0], resample)
        data = examples(clips, labels, tuple(ACTIONS), recipe.features, n_persons=2)
        pairs = [[epochs(kind, recipe, data, processes) for kind in (LoopNetwork, StaLstm)] for _ in range(PAIRS)]
        ratio = statistics.median(ours[0] / loop[0] for loop, ours in pairs)
        loop_rate, our_rate = (statistics.median(pair[side][0] for pair in pairs) for side in (0, 1))
        difference = max(abs(loop[1] - ours[1]) for loop, ours in pairs)
        print(f"{name:23} | {loop_rate:12.0f} {our_rate:14.0f} {ratio:7.1f}× | {difference:.1e}")


def truthful_against_plain(clips, labels, processes):
    print("recipe                  | plain s/step   truthful s/step   slower")
    for name, resample in (("demo", 64), ("sbu", 40)):
        recipes = [short(f"{name}-plain", resample), short(name, resample, **{"objective.shapley_from": 0.0})]
        data = examples(clips, labels, tuple(ACTIONS), recipes[0].features, n_persons=2)
        pairs = [[epochs(StaLstm, recipe, data, processes)[0] for recipe in recipes] for _ in range(PAIRS)]
        ratio = statistics.median(plain / truthful for plain, truthful in pairs)
        plain, truthful = (recipes[0].batches.size / statistics.median(pair[side] for pair in pairs) for side in (0, 1))
        print(f"{name:23} | {plain:12.3f} {truthful:17.3f} {ratio:7.2f}×")


def main():
    clips = [planted.clip for planted in planted_set(range(N_CLIPS))]
    labels = [clip.label for clip in clips]
    processes = Processes("cpu")
    print(f"STA-LSTM on the CPU, {torch.get_num_threads()} threads, torch {torch.__version__}; {N_CLIPS} planted clips")
    against_loop(clips, labels, processes)
    truthful_against_plain(clips, labels, processes)


if __name__ == "__main__":
    main()
