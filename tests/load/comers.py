"""Visitors who come, upload clips that nobody has uploaded before, and go: whether the server's memory stays flat."""

import asyncio
import time

from load.hostile import CLIP
from load.visitor import GaveUpError, visiting
from made import small_clip
from websockets.exceptions import ConnectionClosed

from sta_lstm.formats.load import writer_of

#: Uploads of one visitor before they go, frames of each clip, and after how many uploads memory is noted.
EACH, FRAMES, EVERY = 5, 200, 50


async def come_and_go(server, n_uploads, *, report=print):
    """Let visitors come one after another until so many clips were uploaded.

    Returns:
        A row for each `EVERY` uploads, and one at the beginning: ``uploads``, ``seconds``, ``memory_mb``; and what
        stood in red on the pages.
    """
    rows, errors, begin = [], [], time.perf_counter()

    def note(uploads):
        memory = server.memory_mb()
        rows.append({"uploads": uploads, "seconds": round(time.perf_counter() - begin), "memory_mb": round(memory)})
        report(f"{uploads:7,} uploads {rows[-1]['seconds']:7,} s {memory:9,.0f} MB")

    note(0)
    for first in range(0, n_uploads, EACH):
        numbers = range(first, min(first + EACH, n_uploads))
        try:
            errors += await _visit(server.address, numbers)
        except (GaveUpError, OSError, ConnectionClosed) as error:
            errors.append(f"{type(error).__name__}: {error}")
        if (numbers.stop % EVERY) < EACH or numbers.stop == n_uploads:
            note(numbers.stop)
    return rows, errors


async def _visit(address, numbers):
    errors = []
    async with visiting(address) as visitor:
        page = await visitor.run()
        for number in numbers:
            content = await asyncio.to_thread(_clip, number)
            run = await visitor.upload(page, CLIP, f"walk-{number}.npz", content)
            errors += run.errors
    return errors


def _clip(number):
    """A clip that differs from all others."""
    return writer_of("walk.npz")[1](small_clip(FRAMES, 1, name=f"walk {number}", seed=number))
