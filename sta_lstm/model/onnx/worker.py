"""Runs one ONNX model for the process that started it, and nothing else; `runtime` starts it and speaks to it.

It imports NumPy and onnxruntime alone, may take so much memory and so many seconds, and ends with its parent. Over its
standard input and output go blocks, each its length in eight bytes and then itself: JSON, and the numbers of arrays as
they lie in memory. No code is ever sent.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any, BinaryIO

_LENGTH = 8
#: How the runtime tells that there is not enough memory, or that a table is larger than any that it makes.
_SIGNS_OF_MEMORY = ("bad_alloc", "Failed to allocate memory", "exceeds the supported maximum")


def main() -> None:
    """Read the bounds and the model, then answer one question after another until the input ends."""
    source, target = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what the runtime prints is no answer
    import numpy as np
    import onnxruntime as ort

    bounds = json.loads(_read(source))
    content = _read(source)
    _bound_memory(bounds["memory"])
    _open_no_more_files()
    try:
        _bound_seconds(bounds["seconds"])
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # many visitors share the machine
        options.enable_cpu_mem_arena = False  # memory goes back after every answer
        options.log_severity_level = 4
        session = ort.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # whatever a hostile file provokes
        _write(target, json.dumps(_told(error)).encode())
        return
    del content
    ends = {"inputs": session.get_inputs(), "outputs": session.get_outputs()}
    facts = {what: [[each.name, each.type, list(each.shape)] for each in values] for what, values in ends.items()}
    _write(target, json.dumps(facts).encode())
    while question := _read(source):
        asked = json.loads(question)
        given = {name: np.frombuffer(_read(source), dtype=kind).reshape(shape) for name, kind, shape in asked["inputs"]}
        try:
            _bound_seconds(bounds["seconds"])
            found = [np.ascontiguousarray(each) for each in session.run(asked["outputs"], given)]
            if sum(each.nbytes for each in found) > asked["most"]:
                raise ValueError(f"its answer has the shapes {', '.join(str(each.shape) for each in found)}")
        except Exception as error:
            _write(target, json.dumps(_told(error)).encode())
            continue
        _write(target, json.dumps({"outputs": [[each.dtype.str, each.shape] for each in found]}).encode())
        for each in found:
            _write(target, each.tobytes())


def _read(source: BinaryIO) -> bytes:
    """The next block; empty at the end of the input."""
    head = source.read(_LENGTH)
    return source.read(int.from_bytes(head, "little")) if len(head) == _LENGTH else b""


def _write(target: BinaryIO, block: bytes) -> None:
    target.write(len(block).to_bytes(_LENGTH, "little"))
    target.write(block)
    target.flush()


def _told(error: Exception) -> dict[str, Any]:
    said = str(error)
    is_memory = isinstance(error, MemoryError) or any(sign in said for sign in _SIGNS_OF_MEMORY)
    return {"error": "memory" if is_memory else "refused", "said": said[:2000]}


def _bound_memory(n_bytes: int) -> None:
    """From here on, so many bytes more and no others; where the system knows no such bound, there is none."""
    try:
        import resource

        with open("/proc/self/statm", "rb") as status:  # noqa: PTH123 - pathlib costs a start of its own
            used = int(status.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + n_bytes, used + n_bytes))
    except (ImportError, OSError, ValueError):
        pass


def _open_no_more_files() -> None:
    """From here on no file can be opened, whatever the model names; where the system knows no such bound, any can."""
    try:
        import resource

        spare = os.dup(0)  # the lowest number that is free: no file could be opened under a higher one
        os.close(spare)
        resource.setrlimit(resource.RLIMIT_NOFILE, (spare, spare))
    except (ImportError, OSError, ValueError):
        pass


def _bound_seconds(seconds: int) -> None:
    """From here on, so many seconds of work; the parent waits no longer either, but it may be gone."""
    try:
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        most = int(used.ru_utime + used.ru_stime) + seconds + 1
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    except (ImportError, OSError, ValueError):
        pass


if __name__ == "__main__":
    try:
        main()
    except (BrokenPipeError, KeyboardInterrupt):
        sys.exit(1)
