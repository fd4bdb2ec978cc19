"""Work of tests, in a thread of its own: tests in a browser keep an event loop running in the thread of all tests."""

import asyncio
from concurrent.futures import ThreadPoolExecutor


def call_apart(function, *arguments):
    """What ``function`` gives, or raises; it may run an event loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(function, *arguments).result()


def run_apart(coroutine):
    """What ``coroutine`` gives, or raises."""
    return call_apart(asyncio.run, coroutine)
