"""What ``sta-lstm app --public`` tells the app that it serves: the names of environment variables, and what follows."""

from __future__ import annotations

import os

#: File that a line of the usage log is added to; ``-`` is the error output.
USAGE_VARIABLE = "STA_LSTM_USAGE_LOG"
#: Number of the process that restarts the server, which ends with it.
KEEPER_VARIABLE = "STA_LSTM_KEEPER"
#: Set where nobody may see a page who has not signed in, whatever becomes of the file that says how.
LOGIN_VARIABLE = "STA_LSTM_LOGIN"
#: Bytes of memory at which the server is restarted.
MEMORY_VARIABLE = "STA_LSTM_MEMORY"


def room_for(most: int) -> int:
    """Bytes of memory that one purpose, of a few, may take here: a quarter of what there is, if that is less.

    That is the machine's memory, or what a public server may take: what it keeps must not be why it is restarted.

    Args:
        most: bytes where there is enough.
    """
    told = os.environ.get(MEMORY_VARIABLE, "")
    rooms = [int(told) // 4] if told.isdecimal() else []
    if hasattr(os, "sysconf"):
        rooms.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 4)
    return min(most, *rooms) if rooms else most
