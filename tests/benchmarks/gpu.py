"""What an NVIDIA GPU is worth here, on a machine that has never seen this repository: ``make gpu``, under five minutes.

Tests marked ``cuda``; three epochs of the recipe ``sbu`` with mixed precision and without, whose curves must agree
within rounding; clips a second in training and inference beside the same machine's CPU; how much of a step is cuDNN's;
and ``sta-lstm attend`` on the GPU. SBU is read from STA_LSTM_DATA where it is there, else planted motions take its
place. Writes ``build/gpu.json``, and the same on one page, ``build/gpu.md``. ``--device cpu`` tries the script itself.
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import torch

import sta_lstm
from sta_lstm.datasets import open_dataset
from sta_lstm.datasets.synthetic import planted_set
from sta_lstm.model.run import run
from sta_lstm.training.examples import dataset_examples
from sta_lstm.training.loop import fit
from sta_lstm.training.processes import Processes
from sta_lstm.training.recipe import load_recipe
from sta_lstm.training.seeds import new_network

ROOT = Path(__file__).parents[2]
N_EPOCHS = 3
#: Curves that differ by rounding alone: bfloat16 has three digits.
AGREE = 0.05
#: Clips of so many frames that are asked at once, and how often.
BATCH, N_FRAMES, TURNS = 64, 100, 10
#: What kernels of cuDNN and its recurrent layers are called.
OF_CUDNN = ("cudnn", "rnn", "lstm", "persist")


class FullPrecision(Processes):
    """One process that trains in float32."""

    def mixed_precision(self):
        return contextlib.nullcontext()


def planted_folder(folder, n_clips):
    """Planted clips as a data set on disk: a folder for each action."""
    for number, each in enumerate(planted_set(range(n_clips), actions=("bow", "squat", "kick left", "wave left hand"))):
        (folder / each.action).mkdir(parents=True, exist_ok=True)
        sta_lstm.save_clip(each.clip, folder / each.action / f"{number:03}.npz")
    return folder


def epochs(recipe, data, n_classes, processes):
    """The log of each epoch of a training."""
    config = recipe.config("sta", n_persons=data.n_persons, layout=data.layout, n_classes=n_classes)
    network = new_network(lambda: recipe.architecture.network(config), 0).to(processes.device)
    logs = []
    fit(network, data, recipe, variant="sta", seed=0, processes=processes, on_epoch=logs.append)
    return network, logs


def training(dataset, device):
    """Three epochs in mixed precision, in float32 and on the CPU: losses, and clips a second of the last epoch."""
    recipe = load_recipe("sbu")
    recipe = replace(recipe, stages=(replace(recipe.stages[0], epochs=N_EPOCHS),))
    data, n_classes = dataset_examples(dataset, recipe.features), len(dataset.class_names)
    # Each begins with the same weights and the same order of clips.
    ways = {"mixed": Processes(device), "float32": FullPrecision(device), "cpu": Processes("cpu")}
    found = {}
    for name, processes in ways.items():
        _, logs = epochs(recipe, data, n_classes, processes)
        found[name] = {
            "cross_entropy": [round(log.cross_entropy, 4) for log in logs],
            "clips_per_second": round(logs[-1].clips_per_second, 1),
        }
    pairs = zip(found["mixed"]["cross_entropy"], found["float32"]["cross_entropy"], strict=True)
    found["largest_difference"] = max(abs(one - other) for one, other in pairs)
    found["curves_agree"] = found["largest_difference"] <= AGREE
    return found


def inference(device):
    """Clips of 100 frames a second, through the runner: 64 at once, and one by one."""
    checkpoint = sta_lstm.load_checkpoint(sta_lstm.samples.resolve_checkpoint("sbu-sta"), device="cpu")
    config, found = checkpoint.config, {}
    shape = (N_FRAMES, config.n_all_joints, config.n_channels)
    features = [Given(torch.randn(shape), torch.ones(shape[:2], dtype=torch.bool)) for _ in range(BATCH)]
    for place in dict.fromkeys((device, "cpu")):
        network = checkpoint.network.to(place)
        there = [Given(each.x.to(place), each.mask.to(place)) for each in features]
        for name, clips in (("64 at once", there), ("one by one", there[:1])):
            with torch.inference_mode():
                for turn in range(TURNS + 1):
                    if turn == 1:  # the first one warms up
                        wait(place)
                        start = time.perf_counter()
                    for _ in run(network, clips):
                        pass
                wait(place)
            found[f"{name}, {place}"] = round(TURNS * len(clips) / (time.perf_counter() - start), 1)
    return found


class Given:
    """One clip as a network reads it."""

    def __init__(self, x, mask):
        self.x, self.mask = x, mask


def wait(place):
    if place == "cuda":
        torch.cuda.synchronize()


def share_of_cudnn(dataset, device):
    """Of the GPU's time in an epoch of training, the share that cuDNN's kernels take; None on a CPU."""
    if device != "cuda":
        return None
    from torch.profiler import ProfilerActivity, profile

    recipe = load_recipe("sbu")
    recipe = replace(recipe, stages=(replace(recipe.stages[0], epochs=1),))
    data = dataset_examples(dataset, recipe.features)
    with profile(activities=[ProfilerActivity.CUDA]) as watched:
        epochs(recipe, data, len(dataset.class_names), Processes(device))
    times = {event.key: event.self_device_time_total for event in watched.key_averages()}
    ours = sum(value for key, value in times.items() if any(word in key.lower() for word in OF_CUDNN))
    return round(ours / max(sum(times.values()), 1e-9), 3)


def command(*words):
    """How a command ended, its last line, and its seconds."""
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", *words], capture_output=True, text=True, cwd=ROOT, timeout=240)
    said = (done.stdout + done.stderr).strip().splitlines()
    return {
        "status": done.returncode,
        "said": said[-1] if said else "",
        "seconds": round(time.perf_counter() - start, 1),
    }


def page(values):
    """The figures as text for people."""
    trained, asked, share = values["training"], values["inference"], values["cudnn_share"]
    lines = [
        f"# {values['device']}",
        "",
        f"PyTorch {values['torch']}, CUDA {values['cuda']}; {values['data']}; {values['seconds']} s in all.",
        "",
        f"- Tests marked `cuda`: {values['tests']['said']}",
        f"- Three epochs of `sbu`: cross-entropy {trained['mixed']['cross_entropy']} in mixed precision, "
        f"{trained['float32']['cross_entropy']} in float32: "
        + ("the same curve within rounding" if trained["curves_agree"] else "NOT the same curve")
        + f" (largest difference {trained['largest_difference']:.4f}).",
        "- Training, clips a second: "
        + ", ".join(f"{name} {trained[name]['clips_per_second']:,}" for name in ("mixed", "float32", "cpu")),
        "- Inference, clips of 100 frames a second: " + ", ".join(f"{name} {rate:,}" for name, rate in asked.items()),
        f"- Of the GPU's time in training, cuDNN has {'–' if share is None else share}",
        f"- `sta-lstm attend`: status {values['attend']['status']}, {values['attend']['seconds']} s",
    ]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--device", default="cuda", choices=("cuda", "cpu"))
    parser.add_argument("--out", type=Path, default=ROOT / "build")
    parser.add_argument("--clips", type=int, default=256, help="planted clips, where SBU is not there")
    options = parser.parse_args()
    if options.device == "cuda" and not torch.cuda.is_available():
        sys.exit("there is no NVIDIA GPU that torch can use here (make TORCH=cuda … brings the build for one)")
    start = time.perf_counter()
    sbu = Path(os.environ.get("STA_LSTM_DATA", "")) / "sbu"
    with tempfile.TemporaryDirectory() as made:
        folder = sbu if sbu.is_dir() else planted_folder(Path(made) / "planted", options.clips)
        dataset = open_dataset(folder)
        checkpoint = "sbu-sta" if sbu.is_dir() else "demo-sta"
        attend = ("sta_lstm.cli", "attend", str(folder), "--checkpoint", checkpoint, "--out", f"{made}/attended")
        values = {
            "device": torch.cuda.get_device_name() if options.device == "cuda" else "CPU",
            "torch": torch.__version__,
            "cuda": torch.version.cuda,
            "data": f"{dataset.name}, {len(dataset.clips)} clips",
            "tests": command("pytest", "-q", "-m", "cuda", "tests/model", "-p", "no:cacheprovider"),
            "training": training(dataset, options.device),
            "inference": inference(options.device),
            "cudnn_share": share_of_cudnn(dataset, options.device),
            "attend": command(*attend, "--device", options.device),
        }
    values["seconds"] = round(time.perf_counter() - start, 1)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "gpu.json").write_text(json.dumps(values, indent=1) + "\n")
    (options.out / "gpu.md").write_text(page(values))
    print(page(values))
    sys.exit(0 if values["training"]["curves_agree"] and values["attend"]["status"] == 0 else 1)


if __name__ == "__main__":
    main()
