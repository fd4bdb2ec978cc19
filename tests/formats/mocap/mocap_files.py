"""Files of motion capture for tests: a small body of Acclaim's, and any points as C3D and MVNX."""

import io
import struct
import zipfile

import numpy as np

#: (name, parent, direction, length, axis in degrees, dofs) of a body of 1.6 m in units of an inch / 0.45.
BONES = (
    ("lhipjoint", "root", (0.6, -0.8, 0.0), 2.0, (0, 0, 0), ""),
    ("lfemur", "lhipjoint", (0.34202, -0.939693, 0.0), 7.6, (0, 0, 20), "rx ry rz"),
    ("ltibia", "lfemur", (0.34202, -0.939693, 0.0), 7.3, (0, 0, 20), "rx"),
    ("rhipjoint", "root", (-0.6, -0.8, 0.0), 2.0, (0, 0, 0), ""),
    ("rfemur", "rhipjoint", (-0.34202, -0.939693, 0.0), 7.6, (0, 0, -20), "rx ry rz"),
    ("rtibia", "rfemur", (-0.34202, -0.939693, 0.0), 7.3, (0, 0, -20), "rx"),
    ("lowerback", "root", (0.0, 1.0, 0.0), 4.0, (0, 0, 0), "rx ry rz"),
    ("lowerneck", "lowerback", (0.0, 1.0, 0.0), 4.0, (0, 0, 0), "rx ry rz"),
    ("head", "lowerneck", (0.0, 1.0, 0.1), 3.0, (0, 0, 0), "rx ry rz"),
    ("lhumerus", "lowerback", (1.0, 0.0, 0.0), 5.0, (180, -30, -90), "rx ry rz"),
    ("lradius", "lhumerus", (1.0, 0.0, 0.0), 4.0, (180, -30, -90), "rx"),
    ("rhumerus", "lowerback", (-1.0, 0.0, 0.0), 5.0, (180, 30, 90), "rx ry rz"),
    ("rradius", "rhumerus", (-1.0, 0.0, 0.0), 4.0, (180, 30, 90), "rx"),
)


def asf_file(bones=BONES, length="0.45"):
    """The bytes of an ASF file."""
    lines = ["# a body", ":version 1.10", ":name TEST", ":units", "  mass 1.0", f"  length {length}", "  angle deg"]
    lines += [":documentation", "  made up: begin and end", ":root", "  order TX TY TZ RX RY RZ", "  axis XYZ"]
    lines += ["  position 0 0 0", "  orientation 0 0 0", ":bonedata"]
    for number, (name, _, direction, long, axis, dofs) in enumerate(bones, start=1):
        lines += ["  begin", f"    id {number}", f"    name {name}", "    direction {} {} {}".format(*direction)]
        lines += [f"    length {long}", "    axis {} {} {} XYZ".format(*axis)]
        lines += [f"    dof {dofs}", "    limits (-160 20)"] if dofs else []
        lines += ["  end"]
    children = {}
    for name, parent, *_ in bones:
        children.setdefault(parent, []).append(name)
    lines += [
        ":hierarchy",
        "  begin",
        *(f"    {parent} {' '.join(named)}" for parent, named in children.items()),
        "  end",
    ]
    return "\n".join(lines).encode() + b"\n"


def angles(n_frames=6, bones=BONES, seed=0):
    """Numbers a bone and frame: {name: T × dofs}; the root stands upright, hips at 16 units."""
    random = np.random.default_rng(seed)
    found = {"root": np.tile([0.0, 16.0, 0.0, 0.0, 0.0, 0.0], (n_frames, 1))}
    found["root"][:, 5] = random.uniform(-10, 10, n_frames)
    for name, *_, dofs in bones:
        if dofs:
            found[name] = random.uniform(-30, 30, size=(n_frames, len(dofs.split())))
    return {name: values.round(4) for name, values in found.items()}


def amc_file(numbers, header=(":FULLY-SPECIFIED", ":DEGREES")):
    """The bytes of an AMC file."""
    lines = ["#!OML:ASF", *header]
    for frame in range(len(numbers["root"])):
        lines += [str(frame + 1)]
        lines += [f"{name} {' '.join(map(str, values[frame].tolist()))}" for name, values in numbers.items()]
    return "\n".join(lines).encode() + b"\n"


def zipped(files):
    """{name: bytes} as an archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return buffer.getvalue()


def acclaim(n_frames=6):
    """A skeleton and its motion in an archive."""
    return zipped({"07.asf": asf_file(), "07_01.amc": amc_file(angles(n_frames))})


def naive(numbers, frame, bones=BONES):
    """Where bones end, by name, by 4 × 4 matrices, one number after another: a second implementation, for the tests."""
    root = numbers["root"][frame]
    world = {"root": _moved(root[:3]) @ _turned(root[3:])}
    for name, parent, direction, length, axis, dofs in bones:
        turns = [0.0, 0.0, 0.0]
        for dof, value in zip(dofs.split(), numbers[name][frame] if dofs else (), strict=True):
            turns["xyz".index(dof[1])] = value
        own = _turned(axis) @ _turned(turns) @ np.linalg.inv(_turned(axis))
        world[name] = world[parent] @ own @ _moved(np.array(direction) * length)
    return {name: matrix[:3, 3] for name, matrix in world.items()}


def _moved(place):
    matrix = np.eye(4)
    matrix[:3, 3] = place
    return matrix


def _turned(degrees):
    """About x first, then y, then z, each about the axes of the room."""
    matrix = np.eye(4)
    for axis, angle in zip("xyz", np.radians(degrees), strict=True):
        c, s = np.cos(angle), np.sin(angle)
        turn = {
            "x": [[1, 0, 0, 0], [0, c, -s, 0], [0, s, c, 0], [0, 0, 0, 1]],
            "y": [[c, 0, s, 0], [0, 1, 0, 0], [-s, 0, c, 0], [0, 0, 0, 1]],
            "z": [[c, -s, 0, 0], [s, c, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]],
        }[axis]
        matrix = np.array(turn) @ matrix
    return matrix


INTEL, DEC, MIPS = 84, 85, 86


def c3d_file(points, labels, *, kind=INTEL, scale=-0.1, rate=100.0, units="mm", n_analog=2, up="+Z", more=()):
    """T × P × 3 points (NaN where one is lost) as the bytes of a C3D file.

    Args:
        points: in the file's unit.
        labels: their names.
        kind: of processor.
        scale: negative for floats; else what a whole number is multiplied by.
        rate: frames a second.
        units: of length; None to leave it out.
        n_analog: values of analog channels behind each frame's points.
        up: Y_SCREEN; None to leave it out.
        more: further parameters of the group POINT: (name, texts).
    """
    n_frames, n_points, _ = points.shape
    order = ">" if kind == MIPS else "<"
    texts = [
        ("LABELS", labels),
        *((("UNITS", [units]),) if units else ()),
        *((("Y_SCREEN", [up]),) if up else ()),
        *more,
    ]
    body = b""
    for name, values in texts:
        body += _parameter(name, 1, -1, _padded(values), [max(map(len, values)), len(values)], order)
    body += _parameter("USED", 1, 2, struct.pack(order + "H", n_points), [], order)
    body += _parameter("RATE", 1, 4, _float(rate, kind), [], order)
    body = bytes([5, 255]) + b"POINT" + struct.pack(order + "h", 3) + b"\0" + body + b"\0\0"
    n_blocks = -(-(4 + len(body)) // 512)
    section = (bytes([1, 0x50, n_blocks, kind]) + body).ljust(512 * n_blocks, b"\0")
    start = 2 + n_blocks
    head = bytes([2, 0x50]) + struct.pack(order + "5H", n_points, n_analog, 1, n_frames, 0) + _float(scale, kind)
    head += struct.pack(order + "2H", start, 1) + _float(rate, kind)
    values = np.zeros((n_frames, n_points, 4))
    lost = np.isnan(points).any(axis=-1)
    values[..., :3] = np.where(lost[..., None], 0.0, points)
    values[..., 3] = np.where(lost, -1, 0)
    if scale > 0:
        values[..., :3] = np.round(values[..., :3] / scale)
    flat = np.concatenate([values.reshape(n_frames, -1), np.full((n_frames, n_analog), 7.0)], axis=1)
    if scale > 0:
        frames = flat.astype(order + "i2").tobytes()
    else:
        frames = b"".join(_float(value, kind) for value in flat.ravel().tolist())
    return head.ljust(512, b"\0") + section + frames


def _float(value, kind):
    if kind == DEC:
        low, high = struct.unpack("<2H", struct.pack("<f", value * 4))
        return struct.pack("<2H", high, low)
    return struct.pack((">" if kind == MIPS else "<") + "f", value)


def _padded(texts):
    return b"".join(text.encode("latin-1").ljust(max(map(len, texts))) for text in texts)


def _parameter(name, group, width, raw, sizes, order):
    value = bytes([width % 256, len(sizes), *sizes]) + raw + b"\0"
    return bytes([len(name), group]) + name.encode() + struct.pack(order + "h", 2 + len(value)) + value


SEGMENTS = (
    *("Pelvis", "L5", "L3", "T12", "T8", "Neck", "Head"),
    *(f"{side}{part}" for side in ("Right", "Left") for part in ("Shoulder", "UpperArm", "ForeArm", "Hand")),
    *(f"{side}{part}" for side in ("Right", "Left") for part in ("UpperLeg", "LowerLeg", "Foot", "Toe")),
)


def standing(n_frames=4):
    """T × 23 × 3: Xsens' segments of a body that stands and sways, z up, metres."""
    heights = [0.95, 1.05, 1.15, 1.25, 1.35, 1.5, 1.6]
    side = [1.42, 1.42, 1.15, 0.9]
    leg = [0.94, 0.5, 0.1, 0.03]
    body = [(0, 0, z) for z in heights]
    for sign in (-1, 1):
        body += [(0, sign * y, z) for y, z in zip((0.05, 0.2, 0.22, 0.23), side, strict=True)]
    for sign in (-1, 1):
        body += [(x, sign * 0.1, z) for x, z in zip((0, 0, 0, 0.12), leg, strict=True)]
    sway = np.sin(np.arange(n_frames) / 3)[:, None, None] * np.array([0.02, 0, 0])
    return (np.array(body)[None] + sway).round(6)


def mvnx_file(subjects=None, segments=SEGMENTS, rate="60", before=""):
    """The bytes of an MVNX file of subjects, T × S × 3 each."""
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        before,
        '<mvnx xmlns="http://www.xsens.com/mvn/mvnx" version="4">',
    ]
    for number, places in enumerate([standing()] if subjects is None else subjects, start=1):
        parts.append(f'<subject label="S{number}" frameRate="{rate}" segmentCount="{len(segments)}"><segments>')
        parts += [f'<segment label="{label}" id="{i}"><points/></segment>' for i, label in enumerate(segments, start=1)]
        parts.append("</segments><frames>")
        parts += ['<frame time="0" type="tpose"><position>9 9 9</position></frame>']
        for t, pose in enumerate(places):
            numbers = " ".join(f"{value:.6f}" for value in np.ravel(pose))
            parts.append(f'<frame time="{t}" type="normal"><orientation>1 0 0 0</orientation>')
            parts.append(f"<position>{numbers}</position></frame>")
        parts.append("</frames></subject>")
    return "\n".join([*parts, "</mvnx>"]).encode()
