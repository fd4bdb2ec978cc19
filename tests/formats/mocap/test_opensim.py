"""OpenSim's motions are told apart from recordings, and what to open instead."""

import pytest

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip

MOT = b"""Coordinates
version=1
nRows=2
nColumns=3
inDegrees=yes

endheader
time\tpelvis_tilt\tknee_angle_r
0.0\t1.0\t12.5
0.01\t1.1\t12.9
"""


@pytest.mark.parametrize("name", ["walk.mot", "walk.sto", "walk"])
@pytest.mark.parametrize("data", [MOT, MOT.replace(b"nRows=2", b"datarows 2").replace(b"nColumns=3", b"datacolumns 3")])
def test_angles_over_time_are_no_positions(name, data):
    with pytest.raises(ClipError, match=r"joint angles or forces over time, no positions\. Open the .* \.trc or \.c3d"):
        load_clip(data, name)
