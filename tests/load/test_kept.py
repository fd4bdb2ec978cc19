"""What a running server holds of uploads: what is listed, within bounds, and nothing of those who have left."""

import asyncio
import time

import pytest
from apart import run_apart
from load.visitor import visiting
from made import small_clip

from sta_lstm.formats.load import writer_of

pytestmark = pytest.mark.slow

CLIP = "or upload your own recording"
SECONDS = 120


def comes_to(holds):
    """Whether something comes true in time: what is waited for takes seconds on a quiet machine."""
    end = time.monotonic() + SECONDS
    while not holds() and time.monotonic() < end:
        time.sleep(0.2)
    return holds()


def test_eight_large_uploads_that_no_page_lists_do_not_stay(server):
    async def attempt():
        async with visiting(server.address) as visitor:
            await visitor.run()
            before = server.uploads_mb()
            for _ in range(8):
                _, path = await visitor.address_for("large.csv")
                assert await visitor.put(path, "large.csv", bytes(100 * 2**20)) == 204
            return server.uploads_mb() - before, (await visitor.run()).texts

    held, texts = run_apart(attempt())
    assert held <= 256
    assert any("There was no room for large" in text for text in texts), texts


def test_what_nobody_lists_goes_and_what_is_listed_stays_until_the_page_is_closed(hurried):
    content = writer_of("walk.npz")[1](small_clip(400))

    async def attempt():
        async with visiting(hurried.address) as visitor:
            page = await visitor.run()
            listed = await visitor.upload(page, CLIP, "walk.npz", content)
            _, path = await visitor.address_for("idle.csv")
            await visitor.put(path, "idle.csv", bytes(5 * 2**20))
            gone = await asyncio.to_thread(comes_to, lambda: hurried.uploads_mb() * 2**20 == len(content))
            return gone, listed, await visitor.choose(listed, "Clip", "bow")

    gone, listed, later = run_apart(attempt())
    assert gone, hurried.uploads_mb()
    assert "Yours · walk.npz" in listed.widgets["selectbox", "Clip"].options
    assert "Yours · walk.npz" in later.widgets["selectbox", "Clip"].options
    assert comes_to(lambda: hurried.uploads_mb() == 0)  # the page is closed, and nobody else comes
