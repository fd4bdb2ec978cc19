"""Python pickles without running them: plain values and NumPy arrays are put together here, anything else is refused.

A pickle is a program for a small machine with a stack. Python's own unpickler calls whatever function the program
names; a whitelist of names still lets it allocate, nest and hash as the program likes. So the program is read here
(its instructions by `pickletools`, from the standard library), and the few instructions that make numbers, texts,
lists, dicts and arrays are followed. No function that the file names is ever called.

Pickles of protocol 0 to 5 are read, of NumPy 1 and 2, and of Python 2 and 3.
"""

from __future__ import annotations

import pickletools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sta_lstm.errors import ClipError
from sta_lstm.formats.arrays.pickled_array import PickledArray, PickledType, RefusedError, array_of, items_of, type_of
from sta_lstm.formats.rules.damage import DamageError, because
from sta_lstm.formats.rules.effort import SpentError, spend
from sta_lstm.formats.rules.keys import is_key, is_whole_key
from sta_lstm.formats.rules.no_gc import no_gc
from sta_lstm.formats.rules.text import quoted

#: Most instructions. A recording of PYSKL's takes 30 to 80, so the largest file that is read, full of recordings of two
#: and a half seconds, has fewer.
MAX_INSTRUCTIONS = 1_500_000
#: Most arrays and NumPy's numbers that are put together, which takes as long as ten instructions each.
MAX_CALLS = 75_000
#: So many instructions are accounted for together (`effort`).
_SPENT_AT_ONCE = 8192
_NEVER = "which is never opened, because it can run code"
_ALLOWED = "Only numbers, texts, lists, dicts and NumPy arrays are read from a pickle: save those alone."
_ARRAY, _DTYPE, _ENCODE, _RECONSTRUCT, _SCALAR, _FROM_BUFFER, _BYTES = range(7)
#: The names that a program may use, and what they stand for; NumPy 1 and 2 call their inner module differently.
_NAMES = {"numpy ndarray": _ARRAY, "numpy dtype": _DTYPE, "_codecs encode": _ENCODE}
_NAMES |= {"__builtin__ bytes": _BYTES, "builtins bytes": _BYTES}
for _core in ("numpy.core", "numpy._core"):
    _NAMES[f"{_core}.multiarray _reconstruct"] = _RECONSTRUCT
    _NAMES[f"{_core}.multiarray scalar"] = _SCALAR
    _NAMES[f"{_core}.numeric _frombuffer"] = _FROM_BUFFER
_VALUES = (
    *("INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT"),
    *("STRING", "BINSTRING", "SHORT_BINSTRING", "UNICODE", "BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8"),
    *("BINBYTES", "SHORT_BINBYTES", "BINBYTES8", "BYTEARRAY8"),
)
_PUTS, _GETS = ("PUT", "BINPUT", "LONG_BINPUT"), ("GET", "BINGET", "LONG_BINGET")
_FOLLOWED = (
    *("PROTO", "FRAME", "STOP", "MEMOIZE", "MARK", "POP", "DUP", "POP_MARK", "LIST", "TUPLE", "TUPLE1", "TUPLE2"),
    *("TUPLE3", "DICT", "APPEND", "APPENDS", "SETITEM", "SETITEMS", "GLOBAL", "STACK_GLOBAL", "REDUCE", "BUILD"),
)
_MARK = object()


@dataclass(frozen=True)
class _Named:
    """A function or class that the program names; a value of `_NAMES`."""

    what: int


def unpickled(data: bytes, name: str) -> Any:
    """The value in a pickle: numbers, texts, bytes, None, lists, tuples, dicts with texts or numbers as keys, arrays.

    Arrays stand there as `PickledArray`, also those of Python objects, as ``np.save`` writes a dict.

    Raises:
        ClipError: the pickle wants anything else, is damaged, or is absurdly long.
    """
    machine = _Machine(budget=2 * len(data) + 4096)
    try:
        with no_gc():  # also where a file's recordings are only listed
            return machine.run(data)
    except SpentError:
        raise
    except RefusedError as error:
        raise ClipError(f"'{name}' is a Python pickle, {_NEVER}: it {error}. {_ALLOWED}") from error
    except Exception as error:  # a damaged program fails in every way that there is
        raise ClipError(
            f"'{name}' is a Python pickle that is damaged or cut short{because(error)}. Copy or download it again."
        ) from error


@dataclass
class _Machine:
    """The stack, and what the program has put aside.

    Attributes:
        budget: how many bytes may yet be copied; only text that stands for bytes is.
        n_calls: how many arrays and NumPy's numbers were put together.
    """

    budget: int
    n_calls: int = 0
    stack: list[Any] = field(default_factory=list)
    memo: dict[int, Any] = field(default_factory=dict)

    def run(self, data: bytes) -> Any:
        """Follow the program to its end; what lies on top of the stack is what it made."""
        follow: dict[str, Callable[[Any], None]] = {
            instruction: getattr(self, f"_{instruction.lower()}", self._nothing) for instruction in _FOLLOWED
        }
        push = self.stack.append
        follow |= dict.fromkeys(_VALUES, push)
        follow |= {"NONE": lambda _: push(None), "NEWTRUE": lambda _: push(True), "NEWFALSE": lambda _: push(False)}
        follow |= {
            "EMPTY_LIST": lambda _: push([]),
            "EMPTY_TUPLE": lambda _: push(()),
            "EMPTY_DICT": lambda _: push({}),
        }
        memo, stack = self.memo, self.stack  # what follows is half of all instructions
        follow |= dict.fromkeys(_PUTS, lambda place: memo.__setitem__(place, stack[-1]))
        follow["PUT"] = self._put
        follow |= dict.fromkeys(_GETS, lambda place: push(memo[place]))
        follow |= {"MARK": lambda _: push(_MARK), "MEMOIZE": lambda _: memo.__setitem__(len(memo), stack[-1])}
        for number, (opcode, argument, _) in enumerate(pickletools.genops(data)):
            if number == MAX_INSTRUCTIONS:
                raise RefusedError(f"has over {MAX_INSTRUCTIONS:,} instructions; save fewer recordings in one file")
            if number % _SPENT_AT_ONCE == 0:
                spend(steps=_SPENT_AT_ONCE)
            method = follow.get(opcode.name)
            if method is None:
                raise RefusedError(f"uses the instruction {opcode.name}")
            method(argument)
        return self.stack[-1]

    def _nothing(self, _: Any) -> None:
        pass

    def _put(self, place: int) -> None:
        if not is_whole_key(place):  # written in digits, it may be of any size
            raise RefusedError("puts a value aside under a number beyond 2**60")
        self.memo[place] = self.stack[-1]

    def _pop(self, _: Any) -> None:
        self.stack.pop()

    def _dup(self, _: Any) -> None:
        self.stack.append(self.stack[-1])

    def _pop_mark(self, _: Any) -> None:
        self._since_mark()

    def _since_mark(self) -> list[Any]:
        at = len(self.stack) - 1
        while self.stack[at] is not _MARK:
            at -= 1
            if at < 0:
                raise DamageError("it looks for a mark that is not there")
        items = self.stack[at + 1 :]
        del self.stack[at:]
        return items

    def _list(self, _: Any) -> None:
        self.stack.append(self._since_mark())

    def _tuple(self, _: Any) -> None:
        self.stack.append(tuple(self._since_mark()))

    def _tuple1(self, _: Any) -> None:
        self.stack[-1:] = [tuple(self.stack[-1:])]

    def _tuple2(self, _: Any) -> None:
        self.stack[-2:] = [tuple(self.stack[-2:])]

    def _tuple3(self, _: Any) -> None:
        self.stack[-3:] = [tuple(self.stack[-3:])]

    def _append(self, _: Any) -> None:
        item = self.stack.pop()
        self._top(list).append(item)

    def _appends(self, _: Any) -> None:
        items = self._since_mark()
        self._top(list).extend(items)

    def _dict(self, _: Any) -> None:
        items = self._since_mark()
        self.stack.append({})
        self._set(items)

    def _setitem(self, _: Any) -> None:
        items = self.stack[-2:]
        del self.stack[-2:]
        self._set(items)

    def _setitems(self, _: Any) -> None:
        self._set(self._since_mark())

    def _set(self, items: list[Any]) -> None:
        target = self._top(dict)
        for key, value in zip(items[::2], items[1::2], strict=True):
            # Tuples of tuples of tuples take for ever to hash; for numbers see `keys`.
            if not is_key(key) and not isinstance(key, bool | None):
                kind = "number beyond 2**60" if isinstance(key, int | float) else type(key).__name__
                raise RefusedError(f"has a dict with a key that is a {kind}")
            target[key] = value

    def _top(self, kind: type) -> Any:
        if not isinstance(self.stack[-1], kind):
            raise DamageError(f"expected a {kind.__name__} to fill")
        return self.stack[-1]

    def _global(self, argument: str) -> None:
        self._name(argument)

    def _stack_global(self, _: Any) -> None:
        module, name = self.stack[-2:]
        del self.stack[-2:]
        self._name(f"{module} {name}")

    def _name(self, name: str) -> None:
        if name not in _NAMES:
            raise RefusedError(f"names {quoted(name.replace(' ', '.', 1))}")
        self.stack.append(_Named(_NAMES[name]))

    def _reduce(self, _: Any) -> None:
        function, arguments = self.stack[-2:]
        del self.stack[-2:]
        self.n_calls += 1
        if self.n_calls > MAX_CALLS:
            raise RefusedError(f"holds over {MAX_CALLS:,} arrays; save fewer recordings in one file")
        if not isinstance(function, _Named) or not isinstance(arguments, tuple):
            raise DamageError("it calls what is not a function")
        self.stack.append(self._called(function.what, arguments))

    def _called(self, what: int, arguments: tuple[Any, ...]) -> Any:
        if what == _ENCODE:
            text, encoding = arguments
            if encoding not in ("latin1", "latin-1"):
                raise RefusedError("encodes a text in a way of its own")
            return self._bytes(text)
        if what == _DTYPE:
            return type_of(arguments[0])
        if what == _RECONSTRUCT:
            if arguments[0] != _Named(_ARRAY):
                raise RefusedError("makes an array of a class of its own")
            return PickledArray()
        if what == _SCALAR:
            kind, raw = arguments
            if isinstance(raw, list):
                raise RefusedError("has an array of Python objects")
            return np.frombuffer(self._bytes(raw), dtype=kind.dtype(), count=1)[0].item()
        if what == _FROM_BUFFER:
            raw, kind, shape, order = arguments
            return PickledArray(array_of(self._bytes(raw), kind, shape, fortran=order == "F"))
        if what == _BYTES and arguments == ():  # how old protocols write no bytes at all
            return b""
        raise RefusedError("makes an object by itself")

    def _build(self, _: Any) -> None:
        state = self.stack.pop()
        target = self.stack[-1]
        if isinstance(target, PickledType):
            order, fields = state[1], state[3]
            if fields is not None or order not in ("<", ">", "=", "|"):
                raise RefusedError("has an array of records")
            target.code = order + target.code.lstrip("<>=|")
        elif isinstance(target, PickledArray):
            _, shape, kind, fortran, raw = state
            if isinstance(raw, list):
                target.items = items_of(raw, kind, shape)
            else:
                target.values = array_of(self._bytes(raw), kind, shape, fortran=bool(fortran))
        else:
            raise RefusedError(f"changes a {type(target).__name__}")

    def _bytes(self, raw: Any) -> bytes | bytearray:
        """Bytes, or a text that stands for them, as pickles of protocol 2 have it."""
        if isinstance(raw, bytes | bytearray):
            return raw
        if isinstance(raw, list):
            raise RefusedError("has an array of Python objects")
        if not isinstance(raw, str):
            raise DamageError(f"expected bytes, found a {type(raw).__name__}")
        self.budget -= len(raw)
        if self.budget < 0:
            raise RefusedError("unpacks to far more bytes than it has")
        return raw.encode("latin-1")
