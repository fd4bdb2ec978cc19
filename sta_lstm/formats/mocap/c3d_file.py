"""The bytes of a C3D file: its parameters, and where its points are. Everything is bounded by the file's own length.

A C3D file has a header of 512 bytes, parameters (groups of named values) in blocks of 512 bytes, and frames: of each
point x, y, z and a residual, in 16-bit whole numbers or floats, and behind them the samples of analog channels, which
are left out. Three kinds of processors have written it; the parameters say which.

Source: The C3D File Format, a technical user guide (c3d.org), 2021.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sta_lstm.arrays import Float64s
from sta_lstm.errors import ClipError
from sta_lstm.formats.rules.bodies import check_size
from sta_lstm.formats.rules.text import one_line
from sta_lstm.skeletons.layout import MAX_JOINTS

_BLOCK = 512
_KEY = 0x50
_INTEL, _DEC, _MIPS = 84, 85, 86
#: Most parameters of a file; real ones have a hundred.
_MAX_PARAMETERS = 5_000
#: Most points of a frame: bodies of so many joints, and markers of other things.
_MAX_POINTS = 8 * MAX_JOINTS
_FULL = 65_535

Value = tuple[str, ...] | tuple[float, ...]


@dataclass(frozen=True)
class C3dFile:
    """What a C3D file holds of points.

    Attributes:
        points: T × P × 3, in the file's unit; NaN where a point was not seen.
        fps: frames a second; None where it is no rate.
        parameters: by ``GROUP:NAME``, texts without blanks at their ends, or numbers.
    """

    points: Float64s
    fps: float | None
    parameters: Mapping[str, Value]

    def texts(self, name: str) -> tuple[str, ...]:
        """A parameter's texts, and those of its continuations (LABELS2, LABELS3 …)."""
        found: list[str] = []
        for number in range(1, 100):
            values = self.parameters.get(name if number == 1 else f"{name}{number}", ())
            texts = [value for value in values if isinstance(value, str)]
            if not texts:
                break
            found += texts
        return tuple(found)


def parse_c3d(data: bytes, name: str) -> C3dFile:
    """The points of a C3D file.

    Raises:
        ClipError: it is none, is cut short, or its counts lie.
    """
    if len(data) < 2 * _BLOCK or data[1] != _KEY:
        raise ClipError(f"'{name}' is no C3D file, or is cut short: its header is not whole. Export or copy it again.")
    at = (data[0] - 1) * _BLOCK
    if at < 0 or at + 4 > len(data):
        raise _damaged(name, "its parameters should begin behind its end")
    kind = data[at + 3]
    if kind not in (_INTEL, _DEC, _MIPS):
        raise _damaged(name, f"its processor is of the kind {kind}; expected 84, 85 or 86")
    parameters = _parameters(data, at + 4, kind, name)
    words = np.frombuffer(data[:_BLOCK], dtype=">u2" if kind == _MIPS else "<u2")
    n_points, n_analog = int(words[1]), int(words[2])
    scale, rate = (float(_floats(data[start : start + 4], kind)[0]) for start in (12, 20))
    used = _number(parameters, "POINT:USED")
    if used is not None and int(used) != n_points:
        n_points = min(n_points, max(int(used), 0)) or n_points
    if not 1 <= n_points <= _MAX_POINTS:
        raise _damaged(name, f"it has {n_points:,} points a frame; expected 1 to {_MAX_POINTS:,}")
    start = (int(words[8]) - 1) * _BLOCK
    n_bytes = 4 if scale < 0 else 2
    stride = (4 * int(words[1]) + n_analog) * n_bytes
    n_held = max(len(data) - start, 0) // stride if start > 0 else 0
    n_frames = _n_frames(words, parameters, n_held)
    if n_frames < 1 or n_frames > n_held:
        raise _damaged(name, f"{n_frames:,} frames are announced, and {n_held:,} follow")
    check_size(n_frames, 1, min(n_points, MAX_JOINTS), name)
    points = _points(data, start, n_frames, stride, n_points, scale, kind)
    said = _number(parameters, "POINT:RATE") or rate
    return C3dFile(points, said if 0.01 <= said <= 1000 else None, parameters)


def _n_frames(words: np.ndarray[tuple[int], np.dtype[np.uint16]], parameters: Mapping[str, Value], n_held: int) -> int:
    """How many frames are announced: in the header, or where they do not fit there, in a parameter."""
    announced = int(words[4]) - int(words[3]) + 1
    first, last = (parameters.get(f"TRIAL:ACTUAL_{end}_FIELD", ()) for end in ("START", "END"))
    if len(first) >= 2 and len(last) >= 2 and not any(isinstance(value, str) for value in (*first, *last)):
        low, high = (int(float(end[0])) % 65_536 + 65_536 * (int(float(end[1])) % 65_536) for end in (first, last))
        if high >= low and high - low + 1 <= n_held:
            return high - low + 1
    stored = _number(parameters, "POINT:FRAMES")
    if int(words[4]) == _FULL and stored is not None:
        return int(stored) if announced <= stored <= n_held else n_held
    return announced


def _points(data: bytes, start: int, n_frames: int, stride: int, n_points: int, scale: float, kind: int) -> Float64s:
    """T × P × 3, NaN where the residual is negative or all three are zero."""
    raw = np.frombuffer(data, dtype=np.uint8, count=n_frames * stride, offset=start).reshape(n_frames, stride)
    n_bytes = 4 if scale < 0 else 2
    own = np.ascontiguousarray(raw[:, : 4 * n_points * n_bytes])
    if scale < 0:
        with np.errstate(invalid="ignore"):  # what is no number, of any kind
            values = _floats(own.tobytes(), kind).astype(np.float64)
        factor = 1.0
    else:
        values = np.frombuffer(own.tobytes(), dtype=">i2" if kind == _MIPS else "<i2").astype(np.float64)
        factor = scale
    rows = values.reshape(n_frames, n_points, 4)
    with np.errstate(over="ignore", invalid="ignore"):
        points = rows[..., :3] * factor
        lost = ~(rows[..., 3] >= 0) | (rows[..., :3] == 0).all(axis=-1)
    points[lost] = np.nan
    return np.asarray(points)


def _floats(data: bytes, kind: int) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    if kind == _MIPS:
        return np.frombuffer(data, dtype=">f4").astype(np.float32)
    if kind == _INTEL:
        return np.frombuffer(data, dtype="<f4")
    # DEC: the two halves exchanged, and the exponent two too high.
    halves = np.frombuffer(data, dtype="<u2").reshape(-1, 2)[:, ::-1]
    with np.errstate(over="ignore", invalid="ignore"):
        return (np.ascontiguousarray(halves).view("<f4")[:, 0] / 4).astype(np.float32)


def _parameters(data: bytes, at: int, kind: int, name: str) -> dict[str, Value]:
    groups: dict[int, str] = {}
    found: list[tuple[int, str, Value]] = []
    for _ in range(_MAX_PARAMETERS):
        if at + 2 > len(data):
            raise _damaged(name, "its parameters do not end")
        n_name, group = abs(_int8(data[at])), _int8(data[at + 1])
        if n_name == 0:
            break
        end = at + 2 + n_name
        if end + 2 > len(data):
            raise _damaged(name, "its parameters do not end")
        called = one_line(data[at + 2 : end].decode("latin-1").strip().upper(), 127)
        step = int.from_bytes(data[end : end + 2], "big" if kind == _MIPS else "little", signed=True)
        if group < 0:
            groups[-group] = called
        else:
            found.append((group, called, _value(data, end + 2, kind, name)))
        if step <= 0:
            break
        at = end + step
    else:
        raise _damaged(name, f"it has over {_MAX_PARAMETERS:,} parameters")
    return {f"{groups.get(group, '')}:{called}": value for group, called, value in found}


def _value(data: bytes, at: int, kind: int, name: str) -> Value:
    if at + 2 > len(data):
        raise _damaged(name, "a parameter has no value")
    width, n_axes = _int8(data[at]), data[at + 1]
    sizes = list(data[at + 2 : at + 2 + n_axes])
    count = 1
    for size in sizes:
        count *= size
        if count > len(data):
            raise _damaged(name, "a parameter is larger than the file")
    start = at + 2 + n_axes
    raw = data[start : start + count * abs(width)]
    if len(sizes) < n_axes or width not in (-1, 1, 2, 4) or len(raw) < count * abs(width):
        raise _damaged(name, "a parameter's values are not whole")
    if width == -1:
        length = sizes[0] if sizes else 1
        text = raw.decode("latin-1")
        return tuple(text[i : i + length].strip(" \0") for i in range(0, len(text), max(length, 1)))
    if width == 4:
        return tuple(float(value) for value in _floats(raw, kind))
    whole = np.frombuffer(raw, dtype="u1" if width == 1 else ">u2" if kind == _MIPS else "<u2")
    return tuple(float(value) for value in whole)


def _number(parameters: Mapping[str, Value], name: str) -> float | None:
    """A parameter's first number, if it has one that is finite."""
    values = parameters.get(name, ())
    value = values[0] if values else None
    return value if isinstance(value, float) and np.isfinite(value) else None


def _int8(byte: int) -> int:
    return byte - 256 if byte > 127 else byte


def _damaged(name: str, why: str) -> ClipError:
    return ClipError(f"'{name}' is a damaged C3D file, or is cut short: {why}. Export, copy or download it again.")
