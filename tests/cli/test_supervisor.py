"""A server is started anew when it ends or grows, and ends with whoever keeps it."""

import os
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import psutil
import pytest

from sta_lstm.cli import supervisor
from sta_lstm.cli.supervisor import MAX_FALSE_STARTS, Supervisor, memory_of
from sta_lstm.errors import SettingsError

MEGABYTE = 2**20
#: Takes so many megabytes, tells so, and waits.
GROWS = "import sys, time; held = bytearray(b'x') * (int(sys.argv[1]) * 2**20); time.sleep(600)"


@pytest.fixture
def kept(monkeypatch):
    """Runs a command under a clock that a test turns; what was said, and the pauses between starts."""
    clock, said, pauses = SimpleNamespace(now=0.0, per_run=0.0), [], []

    def sleep(seconds):
        if seconds == supervisor.SECONDS_BETWEEN_LOOKS:
            time.sleep(0.02)
            return
        pauses.append(seconds)

    def monotonic():
        clock.now += clock.per_run / 2
        return clock.now

    monkeypatch.setattr(supervisor, "time", SimpleNamespace(sleep=sleep, monotonic=monotonic))

    def run(*words, limit=10_000 * MEGABYTE, per_run=0.0):
        clock.per_run = per_run
        Supervisor([sys.executable, "-c", *words], os.environ, limit, said.append).run()

    return run, said, pauses


def test_what_never_starts_is_given_up(kept):
    run, said, pauses = kept
    with pytest.raises(SettingsError, match=rf"ended by itself \(status 3\), {MAX_FALSE_STARTS} times in a row"):
        run("raise SystemExit(3)")
    assert pauses == [1, 2, 4, 8]
    assert said[0] == "the server ended by itself (status 3). It is started again in 1 s."


def test_what_ran_for_a_while_is_started_for_ever(kept, monkeypatch):
    run, said, pauses = kept
    ends = iter(["ended by itself"] * 12)

    def run_once(_):
        try:
            return next(ends)
        except StopIteration:
            raise KeyboardInterrupt from None

    monkeypatch.setattr(Supervisor, "_run_once", run_once)
    run("", per_run=100.0)
    assert len(said) == 12
    assert set(pauses) == {1.0}


def test_what_grows_is_ended_and_started_anew(kept):
    run, said, _ = kept
    with pytest.raises(SettingsError, match=r"took 0\.\d GB of the 0\.1 GB that it may have"):
        run(GROWS, "300", limit=100 * MEGABYTE)
    assert len(said) == MAX_FALSE_STARTS - 1


def test_what_it_started_counts_too():
    held = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {GROWS!r}, '200'])"
    process = subprocess.Popen([sys.executable, "-c", held], start_new_session=True)
    try:
        end = time.monotonic() + 60
        while memory_of(process.pid) < 200 * MEGABYTE:
            assert time.monotonic() < end
            time.sleep(0.05)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert memory_of(process.pid) == 0


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_who_keeps_it_ends_it(tmp_path, asked):
    pid = str(tmp_path / "pid")
    server = f"import os, pathlib, time; pathlib.Path({pid!r}).write_text(str(os.getpid())); time.sleep(600)"
    script = "import os, sys; from sta_lstm.cli.supervisor import Supervisor; "
    script += f"Supervisor([sys.executable, '-c', {server!r}], os.environ, 2**40, print).run()"
    process = subprocess.Popen([sys.executable, "-c", script])
    end = time.monotonic() + 60
    while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
        assert time.monotonic() < end
        time.sleep(0.05)
    process.send_signal(asked)
    assert process.wait(timeout=30) == 0
    assert not psutil.pid_exists(int((tmp_path / "pid").read_text()))
