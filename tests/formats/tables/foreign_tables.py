"""Tables of others for tests: long and wide, with any names and marks."""

import numpy as np
import pytest

from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.formats.tables.foreign import read_foreign_table
from sta_lstm.skeletons import LAYOUTS

pytestmark = pytest.mark.filterwarnings("error")

SBU = LAYOUTS["sbu-15"]
#: A body that stands: heights of SBU's joints, metres.
HEIGHTS = dict(
    zip(SBU.joints, (1.6, 1.4, 1.1, 1.4, 1.1, 0.9, 1.4, 1.1, 0.9, 0.9, 0.5, 0.0, 0.9, 0.5, 0.0), strict=True)
)


def bodies(n_frames=6, n_persons=1):
    """T × M × 15 × 3: standing, y up, a little different in each frame."""
    positions = np.random.default_rng(1).uniform(-0.2, 0.2, size=(n_frames, n_persons, 15, 3))
    positions[..., 1] = np.array(list(HEIGHTS.values())) + positions[..., 1] / 10
    positions += np.arange(n_persons)[:, None, None] * (1.0, 0.0, 0.0)
    return positions.round(4)


def long_table(positions, header="frame,person,joint,x,y,z", mark=",", frame=str, joint=str):
    lines = [header]
    for t, m, j in np.ndindex(positions.shape[:3]):
        cells = [frame(t), str(m), joint(SBU.joints[j]), *map(str, positions[t, m, j])]
        lines.append(mark.join(cells))
    return "\n".join(lines)


def wide_table(positions, column="{joint}_{axis}", mark=",", axes="xyz", first="frame", clock=str):
    names = [column.format(joint=joint, axis=axis) for joint in SBU.joints for axis in axes]
    rows = (mark.join((clock(t), *map(str, pose.ravel()))) for t, pose in enumerate(positions[:, 0, :, : len(axes)]))
    return "\n".join((mark.join((first, *names)), *rows))


def load(text, name="walk.csv", **said):
    return read_foreign_table(text.encode() if isinstance(text, str) else text, name, ReadOptions(**said))


def camel(name):
    return "".join(word.capitalize() for word in name.split())


PLAIN = long_table(bodies())
