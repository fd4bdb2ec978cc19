"""The process in which an ONNX model runs (`worker`), as its parent sees it: asked over pipes, bounded, and ended."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sta_lstm.cancelling import check_wanted
from sta_lstm.errors import CheckpointError
from sta_lstm.formats.rules.text import one_line

#: Bytes that a model may take beside its process, and seconds that it may take to open or to answer one batch.
MEMORY = 2 * 2**30
SECONDS = 60
#: How often somebody who waits looks whether the answer is still wanted, in seconds.
LOOK = 0.2
_LENGTH = 8
_MOST_TOLD = 2**20
_INSIDE = re.compile(r"\S*/onnxruntime/\S+:\d+ .*?\) ?")  # where in the runtime's own source it was said
_WORKER = Path(__file__).with_name("worker.py")


class End(NamedTuple):
    """An input or an output of a graph.

    Attributes:
        name: by which it is given or asked for.
        kind: ``"tensor(float)"``.
        shape: numbers where they are fixed; names, or None, where any will do.
    """

    name: str
    kind: str
    shape: tuple[int | str | None, ...]


@dataclass(frozen=True, eq=False)
class Bounds:
    """What a model may take: bytes of memory, and seconds for one answer."""

    memory: int = MEMORY
    seconds: int = SECONDS


class Process:
    """A process that runs one model, and what is said to it and by it.

    Attributes:
        inputs, outputs: of the graph, once it is open.
        is_sound: whether it was not ended, and nothing was left half said.
    """

    inputs: tuple[End, ...] = ()
    outputs: tuple[End, ...] = ()

    def __init__(self, where: str, bounds: Bounds) -> None:
        self._where, self._bounds, self.is_sound = where, bounds, True
        single = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        self._process = subprocess.Popen(  # noqa: S603 - our own file
            [sys.executable, "-P", str(_WORKER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **single},
            cwd=_WORKER.parent,  # nothing but our own source lies there, and a file names others from where it runs
        )

    @property
    def _streams(self) -> tuple[IO[bytes], IO[bytes]]:
        """To it and from it."""
        to_it, from_it = self._process.stdin, self._process.stdout
        if to_it is None or from_it is None:
            raise OSError("the process has no pipes")
        return to_it, from_it

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return self.is_sound and self._process.poll() is None

    def end(self) -> None:
        """End it, whatever it is at."""
        self.is_sound = False
        self._process.kill()
        self._process.wait()
        for stream in self._streams:
            with contextlib.suppress(OSError):  # what was not yet written to it is lost with it
                stream.close()

    def open(self, content: bytes) -> None:
        """Give it its model.

        Raises:
            CheckpointError: the runtime cannot open it, or it needs too much memory or time.
        """
        bounds = {"memory": self._bounds.memory, "seconds": self._bounds.seconds}
        try:
            (told,) = self._said([json.dumps(bounds).encode(), content], 0, "to open")
        except CheckpointError:
            self.end()
            raise
        self.inputs, self.outputs = (
            tuple(End(name, kind, tuple(shape)) for name, kind, shape in told[what]) for what in ("inputs", "outputs")
        )

    def ask(self, inputs: Mapping[str, NDArray[Any]], outputs: Sequence[str], most: int) -> list[NDArray[Any]]:
        """What the model says: see `Runtime.ask`."""
        arrays = {name: np.ascontiguousarray(values) for name, values in inputs.items()}
        told = {
            "inputs": [[name, values.dtype.str, values.shape] for name, values in arrays.items()],
            "outputs": list(outputs),
            "most": most,
        }
        blocks = [json.dumps(told).encode(), *(values.tobytes() for values in arrays.values())]
        answer, *found = self._said(blocks, most, "for one answer")
        return [
            np.frombuffer(block, dtype=kind).reshape(shape)
            for block, (kind, shape) in zip(found, answer["outputs"], strict=True)
        ]

    def _said(self, blocks: Sequence[bytes], most: int, what_for: str) -> list[Any]:
        """What is answered: JSON, and the arrays that it promises. Somebody waits in another thread than this one."""
        found: list[Any] = []

        def exchange() -> None:
            try:
                to_it, from_it = self._streams
                for block in blocks:
                    to_it.write(len(block).to_bytes(_LENGTH, "little"))
                    to_it.write(block)
                to_it.flush()
                told = json.loads(_block(from_it, _MOST_TOLD))
                arrays = [_block(from_it, most) for _ in told.get("outputs", ()) if most]
                found.extend([told, *arrays])
            except (OSError, ValueError):
                pass  # it has ended, and what that means is said below

        thread = threading.Thread(target=exchange, daemon=True)
        until = time.monotonic() + self._bounds.seconds
        thread.start()
        try:
            while thread.is_alive() and time.monotonic() < until:
                thread.join(LOOK)
                check_wanted()
        except BaseException:
            self.end()
            raise
        if not found:
            is_late = thread.is_alive()
            self.end()
            raise CheckpointError(self._late(what_for) if is_late else self._gone(what_for))
        if "error" in found[0]:
            raise CheckpointError(self._refused(found[0], what_for))
        return found

    def _late(self, what_for: str) -> str:
        return (
            f"{self._where} takes more than {self._bounds.seconds} s {what_for}, so it was ended. Give it a shorter "
            "clip, or export a smaller network."
        )

    def _gone(self, what_for: str) -> str:
        return (
            f"{self._where} ended the process that runs it {what_for}: it may need more than the "
            f"{self._bounds.memory / 2**30:.2g} GB that it gets. Give it a shorter clip, or export a smaller network."
        )

    def _refused(self, told: Mapping[str, Any], what_for: str) -> str:
        if told["error"] == "memory":
            return (
                f"{self._where} needs more memory {what_for} than the {self._bounds.memory / 2**30:.2g} GB that it "
                "gets. Give it a shorter clip, or export a smaller network."
            )
        said = _INSIDE.sub("", str(told["said"]).removeprefix("[ONNXRuntimeError] : "))
        said = one_line(said, 200)
        return (
            f"{self._where} cannot be run by onnxruntime ({said}). Export it again, by sta_lstm.to_onnx or for another "
            "opset."
        )


def _block(stream: IO[bytes], most: int) -> bytes:
    """The next block of a process.

    Raises:
        ValueError: it has ended, or the block is larger than ``most``.
    """
    head = stream.read(_LENGTH)
    length = int.from_bytes(head, "little")
    if len(head) < _LENGTH or length > most:
        raise ValueError("no block")
    block = stream.read(length)
    if len(block) < length:
        raise ValueError("half a block")
    return block
