"""What a public server does beside serving: it writes how much was used, and ends when nobody keeps it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from starlette.middleware import Middleware

from sta_lstm.serving import SUPERVISOR_VARIABLE, USAGE_VARIABLE
from sta_lstm.ui.serving.guard import Guard
from sta_lstm.ui.session._streamlit import is_open
from sta_lstm.ui.session.usage import USAGE

SECONDS_BETWEEN_REPORTS = 60.0
_SECONDS_BETWEEN_LOOKS = 1.0

#: To be laid around Streamlit's server.
MIDDLEWARE = (Middleware(Guard, usage=USAGE),)


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[None]:
    """While the server runs: count and report, and end if the process that keeps it has ended."""
    USAGE.start()
    tasks = [asyncio.create_task(_report_now_and_then()), asyncio.create_task(_end_with_supervisor())]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        write_report()


def write_report() -> None:
    """Add a line of JSON to the usage log for each session that used something since the last report."""
    lines = [json.dumps(line) + "\n" for line in USAGE.report(is_open)]
    where = os.environ.get(USAGE_VARIABLE, "-")
    if not lines:
        return
    try:
        if where == "-":
            sys.stderr.writelines(lines)
            sys.stderr.flush()
        else:
            with Path(where).open("a", encoding="utf-8") as log:
                log.writelines(lines)
    except OSError as error:  # a full disk is no reason to turn visitors away
        print(f"sta-lstm: the usage log {where} cannot be written: {error.strerror or error}.", file=sys.stderr)  # noqa: T201


async def _report_now_and_then() -> None:
    while True:
        await asyncio.sleep(SECONDS_BETWEEN_REPORTS)
        write_report()


async def _end_with_supervisor() -> None:
    supervisor = os.environ.get(SUPERVISOR_VARIABLE)
    while supervisor and os.name == "posix":  # elsewhere a process never learns that its parent has ended
        if str(os.getppid()) != supervisor:
            signal.raise_signal(signal.SIGTERM)
            return
        await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
