"""The sample clips of a real person: five actions of CMU's subject 2, as 25 joints at 30 frames a second.

    python tests/benchmarks/real_samples.py DATA/cmu --out sample_data/clips
    python tests/benchmarks/real_samples.py --table        # what two of the sample checkpoints say of them

CMU grants their use and redistribution; what it asks to be said stands in each clip's notes. Their skeleton has other
joints than a Kinect: `cmu` places these, and those of the hands by rule.
"""

import argparse
from pathlib import Path

import numpy as np
from cmu import EVERY, bone_ends, ntu_joints, read_amc, read_asf

from sta_lstm.formats import load_clip, save_clip
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.model.fitting import fitted
from sta_lstm.prediction.predict import predict
from sta_lstm.samples import resolve_checkpoint, resolve_clip
from sta_lstm.skeletons import Clip
from sta_lstm.skeletons.layouts import NTU_25

FPS = 120 / EVERY
#: By the sample's name, whose second word is its label: the recording, what CMU calls it, and how many of its frames
#: are kept, from the first.
SAMPLES = {
    "real-walk": ("02_01", "walk", None),
    "real-run": ("02_03", "run/jog", None),
    "real-jump": ("02_04", "jump, balance", 105),
    "real-punch": ("02_05", "punch/strike", 135),
    "real-bend": ("02_06", "bend over, scoop up, rise, lift arm", 90),
}
THANKS = (
    "The data used in this project was obtained from mocap.cs.cmu.edu. The database was created with funding from NSF "
    "EIA-0196217."
)
#: What is asked of the clips: classes of planted motions, and of a person before a Kinect, where one walks.
CHECKPOINTS = ("demo-sta", "utkinect-sta")
#: Joints of the hands, which CMU's skeleton has not as a Kinect has them.
BY_RULE = tuple(f"{side} {joint}" for side in ("left", "right") for joint in ("hand", "hand tip", "thumb"))


def real_clip(folder, name):
    """The sample clip of that name, from the files in ``folder``."""
    recording, called, n_frames = SAMPLES[name]
    bones, parents = read_asf(folder / "02.asf")
    positions = ntu_joints(bone_ends(bones, parents, read_amc(folder / f"{recording}.amc")[::EVERY]))
    positions[..., 1] -= positions[..., 1].min()
    positions = positions[:n_frames].round(3)
    kept = f"its first {len(positions) / FPS:.1f} s" if n_frames else "the whole"
    return Clip(
        positions=positions[:, None].astype(np.float32),
        fps=FPS,
        layout=NTU_25,
        up_axis="y",
        present=np.ones((len(positions), 1), dtype=bool),
        name=f"{name}.npz",
        label=name.partition("-")[2],
        notes=(
            f"A real person, recorded by motion capture: CMU Graphics Lab, subject 2, recording {recording} "
            f"('{called}'), {kept}.",
            f"Every fourth of its 120 frames a second is kept, and its skeleton was brought to the joints of "
            f"'{NTU_25.name}': those of the hands are placed by rule.",
            THANKS,
        ),
        inferred=BY_RULE,
    )


def table():
    """Lines of a Markdown table: what `CHECKPOINTS` say of each clip, and how surely."""
    yield f"| clip | {' | '.join(f'`{name}`' for name in CHECKPOINTS)} |"
    yield f"| --- |{' --- |' * len(CHECKPOINTS)}"
    checkpoints = [load_checkpoint(resolve_checkpoint(name), device="cpu") for name in CHECKPOINTS]
    for name in SAMPLES:
        clip = load_clip(resolve_clip(name))
        said = [predict(one, fitted(clip, one.reads, convert=True)) for one in checkpoints]
        words = (f"{each.label} ({100 * float(each.probabilities.max()):.0f} %)" for each in said)
        yield f"| `{name}` | {' | '.join(words)} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", help="CMU's 02.asf and its recordings")
    parser.add_argument("--table", action="store_true", help="write nothing; print what models say of the clips")
    parser.add_argument("--out", type=Path, default=Path("sample_data/clips"))
    options = parser.parse_args()
    if options.table:
        print("\n".join(table()))
        return
    if options.folder is None:
        parser.error("name the folder of CMU's files, or ask for the --table")
    for name in SAMPLES:
        save_clip(real_clip(options.folder, name), options.out / f"{name}.npz")


if __name__ == "__main__":
    main()
