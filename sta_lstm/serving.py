"""What ``sta-lstm app --public`` tells the app that it serves: the names of environment variables, and what follows."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import psutil

#: File that a line of the usage log is added to; ``-`` is the error output.
USAGE_VARIABLE = "STA_LSTM_USAGE_LOG"
#: Number of the process that restarts the server, which ends with it.
SUPERVISOR_VARIABLE = "STA_LSTM_SUPERVISOR"
#: Set where nobody may see a page who has not signed in, whatever becomes of the file that says how.
LOGIN_VARIABLE = "STA_LSTM_LOGIN"
#: Bytes of memory at which the server is restarted.
MEMORY_VARIABLE = "STA_LSTM_MEMORY"


def memory_of_machine() -> int:
    """Bytes of memory that this machine has, or that the group of this process may take where that is less."""
    try:
        most = int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii"))
    except (OSError, ValueError):  # no such group, or "max"
        most = sys.maxsize
    return min(most, int(psutil.virtual_memory().total))


def room_for(most: int) -> int:
    """Bytes of memory that one purpose, of a few, may take here: a quarter of what there is, if that is less.

    That is the machine's memory, or what a public server may take: what it keeps must not be why it is restarted.

    Args:
        most: bytes where there is enough.
    """
    told = os.environ.get(MEMORY_VARIABLE, "")
    there = min(memory_of_machine(), int(told)) if told.isdecimal() else memory_of_machine()
    return min(most, there // 4)
