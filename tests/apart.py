"""Coroutines of tests, in a thread of their own: tests in a browser keep a loop running in the thread of all tests."""

import asyncio
from concurrent.futures import ThreadPoolExecutor


def run_apart(coroutine):
    """What ``coroutine`` gives, or raises."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
