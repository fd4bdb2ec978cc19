"""Keeps a server going: starts it, ends it where it takes too much memory, and starts it anew when it has ended."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import FrameType

import psutil

from sta_lstm.errors import SettingsError

GIGABYTE = 2**30
SECONDS_BETWEEN_LOOKS = 0.5
#: A server that ran for less than this did not really start; after so many such starts in a row nobody tries again.
SECONDS_TO_COUNT, MAX_FALSE_STARTS = 20.0, 5
MAX_PAUSE_S = 60.0
#: Time to take leave of its visitors.
SECONDS_TO_END = 10.0


@dataclass(frozen=True, slots=True)
class Supervisor:
    """Runs a command for ever.

    Attributes:
        command: what to run.
        environment: its environment.
        limit: bytes of memory that it may take, with all that it started.
        say: tells what happens, a line at a time.
    """

    command: Sequence[str]
    environment: Mapping[str, str]
    limit: int
    say: Callable[[str], None]

    def run(self) -> None:
        """Run the command until this process is asked to end (SIGTERM, or Ctrl-C).

        Raises:
            SettingsError: it ends as soon as it is started, again and again.
        """
        before = signal.signal(signal.SIGTERM, _interrupt)
        try:
            self._start_again_and_again()
        except KeyboardInterrupt:
            pass
        finally:
            signal.signal(signal.SIGTERM, before)

    def _start_again_and_again(self) -> None:
        false_starts, pause = 0, 1.0
        while True:
            began = time.monotonic()
            why = self._run_once()
            if time.monotonic() - began >= SECONDS_TO_COUNT:
                false_starts, pause = 0, 1.0
            else:
                false_starts += 1
            if false_starts >= MAX_FALSE_STARTS:
                raise SettingsError(f"the server {why}, {false_starts} times in a row. What it wrote above says more.")
            self.say(f"the server {why}. It is started again in {pause:.0f} s.")
            time.sleep(pause)
            pause = min(2 * pause, MAX_PAUSE_S)

    def _run_once(self) -> str:
        """Run the command until it ends; how it ended."""
        # In a session of its own: Ctrl-C reaches this process alone, and it is this process that ends the other.
        server = subprocess.Popen(self.command, env=dict(self.environment), start_new_session=True)  # noqa: S603
        try:
            while server.poll() is None:
                taken = memory_of(server.pid)
                if taken > self.limit:
                    server.kill()  # what grows like this would go on while it is asked to end
                    server.wait()
                    return f"took {taken / GIGABYTE:.1f} GB of the {self.limit / GIGABYTE:.1f} GB that it may have"
                time.sleep(SECONDS_BETWEEN_LOOKS)
        except BaseException:
            _end(server)
            raise
        return f"ended by itself (status {server.returncode})"


def memory_of(process: int) -> int:
    """Bytes of memory that a process and all that it started take; 0 once it is gone."""
    try:
        head = psutil.Process(process)
        family = [head, *head.children(recursive=True)]
    except psutil.Error:
        return 0
    taken = 0
    for each in family:
        try:
            taken += int(each.memory_info().rss)
        except psutil.Error:  # it has just ended
            continue
    return taken


def _interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt


def _end(server: subprocess.Popen[bytes]) -> None:
    """Ask a server to end, and end it where it does not."""
    server.terminate()
    try:
        server.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
