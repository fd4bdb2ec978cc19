"""Exports of motion capture systems for tests: one body, in the form of each."""

import numpy as np
from formats.tables.foreign_tables import SBU, bodies, camel

NAMES = tuple(joint.replace(" ", "_") for joint in SBU.joints)
#: A box beside the body.
BOX = np.array(((3.0, 0.2, 5.0), (3.2, 0.2, 5.0), (3.2, 0.4, 5.0)))


def text(rows, mark=","):
    return "\n".join(mark.join(map(str, row)) for row in rows) + "\n"


def thrice(cells):
    return [cell for cell in cells for _ in range(3)]


def places(scale=1000.0, n_frames=6):
    """T × 45, in the unit of the file."""
    return (bodies(n_frames)[:, 0].reshape(n_frames, -1) * scale).round(6)


def motive(names=NAMES, kinds="Marker", prefix="", fps=120, unit="Millimeters", more=()):
    """Lines before, then Type, Name, ID, kind and axes; ``more`` are (type, name, kind, axes) of columns behind."""
    extra = [(kind, name, what, axis) for kind, name, what, axes in more for axis in axes]
    head = [
        ["Format Version", 1.23, "Take Name", "t", "Export Frame Rate", f"{fps:.6f}", "Length Units", unit],
        [],
        ["", "Type", *thrice([kinds] * len(names)), *(each[0] for each in extra)],
        ["", "Name", *thrice(prefix + name for name in names), *(each[1] for each in extra)],
        ["", "ID", *thrice(f"{100 + j}" for j in range(len(names))), *("AF01" for _ in extra)],
        ["", "", *thrice(["Position"] * len(names)), *(each[2] for each in extra)],
        ["Frame", "Time (Seconds)", *("XYZ" * len(names)), *(each[3] for each in extra)],
    ]
    scale = {"Millimeters": 1000, "Centimeters": 100, "Meters": 1}[unit]
    rows = [[t, round(t / fps, 6), *row, *(0.5 for _ in extra)] for t, row in enumerate(places(scale))]
    return text(head + rows)


def nexus(names=NAMES, subject="Subj:", section="Trajectories", after=()):
    """Vicon's section: its name, the rate, the markers once over three columns, axes, units."""
    box = [f"box:{corner}" for corner in "abc"]
    marks = [subject + name for name in names]
    head = [
        [section],
        [250],
        ["", "", *(cell for name in (*box, *marks) for cell in (name, "", ""))],
        ["Frame", "Sub Frame", *("XYZ" * (len(names) + 3))],
        ["", "", *(["mm"] * 3 * (len(names) + 3))],
    ]
    corners = (BOX * 1000).ravel().tolist()
    rows = [[t + 1, 0, *corners, *row] for t, row in enumerate(places())]
    return text([*head, *rows, *after])


def qualisys(names=NAMES, columns="", before="frame time", fps=200):
    """Qualisys: keys and values between tabs, the names in a line, columns named or not."""
    head = [
        ["NO_OF_FRAMES", 6],
        ["NO_OF_CAMERAS", 8],
        ["NO_OF_MARKERS", len(names)],
        ["FREQUENCY", fps],
        ["NO_OF_ANALOG", 0],
        ["ANALOG_FREQUENCY", 0],
        ["DESCRIPTION", "--"],
        ["TIME_STAMP", "2024-05-31, 12:00:00.000", "12345.6"],
        ["DATA_INCLUDED", "3D"],
        ["MARKER_NAMES", *names],
    ]
    lead = before.split()
    if columns:
        head.append([*(each.title() for each in lead), *(f"{name} {axis}" for name in names for axis in "XYZ")])
    values = [{"frame": t + 1, "time": t / fps} for t in range(6)]
    return text(head + [[*(values[t][each] for each in lead), *row] for t, row in enumerate(places())], "\t")


def logger(remark="", blank=2):
    """A logger: some lines of words, empty ones, then a header in one line."""
    head = "\n".join(
        (f"{remark}Lab streaming layer recording", f"{remark}Device: Camera 2", f"{remark}Sampling rate: 50 Hz")
    )
    names = ["Sample", *(f"{camel(joint)}_{axis}" for joint in SBU.joints for axis in "xyz")]
    return head + "\n" * (blank + 1) + text([names, *([t, *row] for t, row in enumerate(places(1)))])


def trc(names=NAMES, unit="m", fps=60, scale=1.0, blank=True, trim=False):
    head = [
        ["PathFileType", 4, "(X/Y/Z)", "t.trc"],
        ["DataRate", "CameraRate", "NumFrames", "NumMarkers", "Units", "OrigDataRate", "OrigDataStartFrame"],
        [fps, fps, 6, len(names), unit, fps, 1],
        ["Frame#", "Time", *(cell for name in names for cell in (name, "", ""))],
        ["", "", *(f"{axis}{j + 1}" for j in range(len(names)) for axis in "XYZ")],
        *([[""]] if blank else []),
    ]
    rows = [[t + 1, f"{t / fps:.4f}", *row] for t, row in enumerate(places(scale))]
    whole = text([*head, *rows], "\t")
    return "\n".join(line.rstrip("\t") for line in whole.split("\n")) if trim else whole
