"""The process in which an ONNX model runs: started when it is asked, bounded, and ended when nobody needs it."""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any, Self

from numpy.typing import NDArray

from sta_lstm.cancelling import check_wanted
from sta_lstm.errors import CheckpointError
from sta_lstm.model.onnx.process import LOOK, Bounds, End, Process

#: Models that are at work or kept ready at once; of more, the one that was asked longest ago is ended.
MOST_PROCESSES = 4


def check_installed(where: str) -> None:
    """Refuse an ONNX file where nothing can run it.

    Raises:
        CheckpointError: onnxruntime is not installed.
    """
    if find_spec("onnxruntime") is None:
        raise CheckpointError(
            f"{where} is an ONNX file, which onnxruntime runs, and that is not installed: pip install 'sta-lstm[onnx]'."
        )


class Runtime:
    """An ONNX model that can be asked. Copies of it are itself.

    Attributes:
        where: names the file, for messages.
    """

    def __init__(self, content: bytes, where: str, bounds: Bounds | None = None) -> None:
        check_installed(where)
        self.where = where
        self._content, self._bounds = content, bounds or Bounds()
        self._lock = threading.Lock()
        self._process: Process | None = None
        self._ender: weakref.finalize[[], Runtime] | None = None
        self._used = 0.0

    def __deepcopy__(self, _memo: object) -> Self:
        return self

    @property
    def inputs(self) -> tuple[End, ...]:
        """What the graph reads.

        Raises:
            CheckpointError: as `ask`.
        """
        with self._ready() as process:
            return process.inputs

    @property
    def outputs(self) -> tuple[End, ...]:
        """What the graph gives.

        Raises:
            CheckpointError: as `ask`.
        """
        with self._ready() as process:
            return process.outputs

    def ask(self, inputs: Mapping[str, NDArray[Any]], outputs: Sequence[str], most: int) -> list[NDArray[Any]]:
        """What the graph says of some arrays.

        Args:
            inputs: by name.
            outputs: names of what is wanted.
            most: bytes that the answer may have.

        Raises:
            CheckpointError: the runtime cannot open or run it, or it needs too much memory or time.
        """
        with self._ready() as process:
            return process.ask(inputs, outputs, most)

    def end(self) -> None:
        """End the process; the next question starts another."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        if self._process is not None:
            self._process.end()
            self._process = None
        if self._ender is not None:
            self._ender.detach()
            self._ender = None
        with _room:
            _running.discard(self)

    @contextmanager
    def _ready(self) -> Iterator[Process]:
        """The process, for one question, in turn; started if there is none."""
        while not self._lock.acquire(timeout=LOOK):
            check_wanted()
        try:
            process = self._process
            if process is None or not process.is_alive:
                self._end()
                process = self._start()
            self._used = time.monotonic()
            yield process
        finally:
            if self._process is None or not self._process.is_sound:
                self._end()
            self._lock.release()

    def _start(self) -> Process:
        _make_room(self)
        try:
            self._process = process = Process(self.where, self._bounds)
        except OSError as error:
            raise CheckpointError(
                f"no process could be started for {self.where} ({error.strerror or error}). Try again in a minute."
            ) from error
        self._ender = weakref.finalize(self, process.end)
        process.open(self._content)
        return process


_running: weakref.WeakSet[Runtime] = weakref.WeakSet()
_room = threading.RLock()


def _make_room(runtime: Runtime) -> None:
    """End the processes that were asked longest ago, until one more is not too many; those at work are waited for."""
    while True:
        with _room:
            for each in sorted(_running, key=lambda each: each._used):
                if len(_running) >= MOST_PROCESSES and each._lock.acquire(blocking=False):
                    try:
                        each._end()
                    finally:
                        each._lock.release()
            if len(_running) < MOST_PROCESSES:
                _running.add(runtime)
                return
        check_wanted()
        time.sleep(LOOK)
