"""How fast the machine is just now: what else runs on it makes each second of a processor worth less."""

import json
import time


class Pace:
    """Seconds as a processor would take that nothing else holds, as far as this process has ever seen it so.

    Processes that share memory and caches slow each other down by a factor of two and more, in processor time too. The
    same small work, done now and at the best time so far, says by how much.
    """

    def __init__(self, work=None):
        self._work = work or _reading
        self._least = min(self._seconds() for _ in range(5))

    def look(self):
        """Do the small work once, in case that the machine is quiet."""
        now = self._seconds()
        self._least = min(self._least, now)
        return now

    def undisturbed(self, seconds):
        """What the work that has just taken so many seconds would have taken."""
        now = min(self.look() for _ in range(3))
        return seconds * self._least / now

    def _seconds(self):
        start = time.process_time()
        self._work()
        return time.process_time() - start


_TEXT = json.dumps([{"x": x / 7, "y": [x, -x], "name": str(x)} for x in range(20_000)])


def _reading():
    json.loads(_TEXT)
