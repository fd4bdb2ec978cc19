"""Accidents to values as JSON, pickles and MATLAB files hold them: numbers, texts, lists, objects, arrays."""

import json
import string

import numpy as np

_DEEP = 100_000


def odd_value(random):
    """What no recording should hold, or hold there."""
    return random.choice(
        (
            *(
                None,
                True,
                False,
                0,
                -1,
                1,
                10**6,
                2**31,
                2**63,
                2**61 - 1,
                3 * (2**61 - 1),
                10**400,
                -(10**400),
                0.0,
                -0.0,
                1e308,
                1e-320,
            ),
            *(float("nan"), float("inf"), "", "a", "nan", "1", "a\nb", "\ud800", "\x00", "é" * 300, "../../x"),
            *([], {}, [[]], [{}], {"": 0}, [None], [1, "a"], [0] * 5000, {"a": {"b": [1]}}, [[1, 2], [3]]),
        )
    )


def nodes(value, path=()):
    """The paths of all parts of ``value``, itself first; of long lists the first and the last."""
    yield path
    if isinstance(value, dict):
        for key in list(value)[:30]:
            yield from nodes(value[key], (*path, key))
    elif isinstance(value, list | tuple):
        for i in sorted({*range(min(len(value), 4)), *range(max(len(value) - 2, 0), len(value))}):
            yield from nodes(value[i], (*path, i))


def changed(random, value):
    """``value`` with one part changed; parts that are not on the way there are shared with it."""
    return _at(value, random.choice(list(nodes(value))), lambda part: _accident(random, part, value))


def _at(value, path, change):
    if not path:
        return change(value)
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = _at(copy[path[0]], path[1:], change)
    return tuple(copy) if isinstance(value, tuple) else copy


def _accident(random, part, whole):
    general = [lambda: odd_value(random), lambda: [part], lambda: {"a": part}, lambda: whole, lambda: str(part)[:1000]]
    if isinstance(part, dict) and part:
        return random.choice([*general, *[lambda: _object(random, part)] * 8])()
    if isinstance(part, list | tuple) and part:
        return random.choice([*general, *[lambda: type(part)(_list(random, list(part)))] * 8])()
    if isinstance(part, np.ndarray):
        return random.choice([*general, *[lambda: array_changed(random, part)] * 20])()
    if isinstance(part, str):
        return random.choice([*general, lambda: part + random.choice(string.printable), lambda: part * 100])()
    if isinstance(part, int | float) and not isinstance(part, bool):
        return random.choice([*general, *[lambda: part * random.choice((-1, 0, 2, 1000, 10**6, 10**200))] * 4])()
    return random.choice(general)()


def _object(random, part):
    key, other = random.choice(list(part)), random.choice(list(part))
    copy = dict(part)
    accident = random.randrange(5)
    if accident == 0:
        del copy[key]
    elif accident == 1:
        copy[random.choice(("", "x", "people", "skeleton", "é", "\ud800", "1e5", "a" * 500))] = copy.pop(key)
    elif accident == 2:
        copy[key], copy[other] = copy[other], copy[key]
    elif accident == 3:
        copy[random.choice(("fps", "width", "frames", "label", "0"))] = odd_value(random)
    else:
        copy = dict(reversed(copy.items()))
    return copy


def _list(random, items):
    at, other = random.randrange(len(items)), random.randrange(len(items))
    accident = random.randrange(7)
    if accident == 0:
        del items[at]
    elif accident == 1:
        items.insert(at, items[other])
    elif accident == 2:
        items[at] = items[other]
    elif accident == 3:
        items = items[:at]
    elif accident == 4:
        items.append(odd_value(random))
    elif accident == 5:
        items *= random.choice((2, 9, 300)) if len(items) < 200 else 2
    else:
        items = [random.choice((None, 0, float("nan"), "x", items[at]))] * len(items)
    return items


def array_changed(random, array):
    """Another type, shape, order of bytes or values."""
    kinds = ("<f2", ">f4", "<f8", "g", "i1", "u1", "<i8", "<u8", "?", "<c8", "<U3", "S3", "O", "<M8[s]")
    accident = random.randrange(8)
    flat = array.reshape(-1)
    with np.errstate(all="ignore"):
        if accident == 0:
            kind = np.dtype(random.choice(kinds))
            return flat.real.astype(kind).reshape(array.shape) if array.dtype.kind in "fiub" else array
        if accident == 1:
            return array[..., : random.choice((0, 1, 2))] if array.ndim else array
        if accident == 2:
            return array.transpose(random.sample(range(array.ndim), array.ndim))
        if accident == 3:
            return array[random.choice((slice(0), slice(1), slice(None, None, -1)))] if array.ndim else array
        if accident == 4:
            return array.reshape(random.choice(((-1,), (1, *array.shape), (*array.shape, 1), (-1, 1, 1))))
        if accident == 5 and array.dtype.kind == "f" and array.size:
            copy = flat.copy()
            value = random.choice((np.nan, np.inf, -np.inf, 1e308, -1, 0, 1e-320, 1e6))
            copy[random.sample(range(array.size), random.choice((1, 1, array.size)))] = value
            return copy.reshape(array.shape)
        if accident == 6 and array.dtype.kind in "fi" and array.size:
            return array * np.array(random.choice((0, -1, 100, 0.01, 10_000))).astype(array.dtype)
        return np.array([array[:1]] * random.choice((2, 3, 9))) if array.ndim else array


def json_changed(random, data):
    """JSON with one to three of its values changed, or with something that is hard to parse."""
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return data
    for _ in range(random.choice((1, 1, 2, 3))):
        value = changed(random, value)
    try:
        text = json.dumps(value, ensure_ascii=random.random() < 0.5, indent=random.choice((None, None, 1)))
    except (ValueError, RecursionError):  # a whole number of more digits than Python writes
        return data
    if random.random() < 0.05:
        at = text.find(random.choice((":", "[", ","))) + 1
        odd = ("[" * _DEEP, '{"a":' * _DEEP, "[" * 900 + "]" * 900, "9" * 5000, "1e999999999", "-", '"\\ud800"', "01")
        text = text[:at] + random.choice(odd) + random.choice(("", ",")) + text[at:]
    return text.encode("utf-8", errors=random.choice(("replace", "surrogatepass")))
