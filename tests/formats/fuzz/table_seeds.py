"""Sound tables from which the fuzz starts: tracks of markers, exports of motion capture systems, bare numbers."""

import numpy as np

from sta_lstm.skeletons import LAYOUTS


def lines(rows, mark=" ", end="\r\n"):
    return end.join(mark.join(map(str, row)) for row in rows).encode() + end.encode()


def trc(poses):
    names = LAYOUTS["sbu-15"].joints
    header = [
        ("PathFileType", 4, "(X/Y/Z)", "walk.trc"),
        ("DataRate", "CameraRate", "NumFrames", "NumMarkers", "Units"),
        (25, 25, len(poses), len(names), "mm"),
        ("Frame#", "Time", *(cell for name in names for cell in (name, "", ""))),
        ("", "", *(f"{axis}{j + 1}" for j in range(len(names)) for axis in "XYZ"), ""),
    ]
    rows = [(t + 1, t / 25, *(1000 * pose).ravel().round(3).tolist()) for t, pose in enumerate(poses)]
    yield "walk.trc", lines([*header, *rows], "\t")


def bare(poses):
    flat = poses.reshape(len(poses), -1)
    yield "0002-L.txt", lines(np.hstack((flat, 0 * flat)).tolist())
    states = np.concatenate((poses, np.full((len(poses), 25, 1), 2.0)), axis=-1)
    yield "kimore.txt", b"\n" * 24 + lines(states.reshape(len(poses), -1).tolist(), ",")


def captures(poses):
    """Lines before the header, as motion capture systems write them; a joint in a cell."""
    names, millimetres = LAYOUTS["sbu-15"].joints, (1000 * poses).round(3)
    thrice = [name for name in names for _ in range(3)]
    axes = list("XYZ" * len(names))
    flat = [(t, t / 120, *pose.ravel().tolist()) for t, pose in enumerate(millimetres)]
    motive = [
        ("Format Version", 1.23, "Export Frame Rate", 120.0, "Length Units", "Millimeters"),
        (),
        ("", "Type", *(["Marker"] * len(axes))),
        ("", "Name", *thrice),
        ("", "", *(["Position"] * len(axes))),
        ("Frame", "Time (Seconds)", *axes),
    ]
    yield "motive.csv", lines([*motive, *flat], ",")
    spread = [cell for name in names for cell in (f"A:{name}", "", "")]
    nexus = [("Trajectories",), (120,), ("", "", *spread), ("Frame", "Sub Frame", *axes), ("", "", *["mm"] * len(axes))]
    yield "nexus.csv", lines([*nexus, *flat], ",")
    qualisys = [("NO_OF_MARKERS", len(names)), ("FREQUENCY", 120), ("MARKER_NAMES", *names)]
    yield "qualisys.tsv", lines([*qualisys, *flat], "\t")
    cells = [(t, *(f'"{place}"' for place in pose.tolist())) for t, pose in enumerate(poses)]
    yield "cells.csv", lines([("frame", *(name.replace(" ", "_") for name in names)), *cells], ",")
