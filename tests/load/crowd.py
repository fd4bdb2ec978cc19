"""Many visitors at once: how long each waits for the first element, the page, and the page with another clip."""

import asyncio
import statistics
import time
from dataclasses import asdict, dataclass, field

from load.visitor import GaveUpError, visiting
from websockets.exceptions import ConnectionClosed


@dataclass(frozen=True)
class Waits:
    """Seconds that visitors waited for something."""

    n: int
    median: float
    p95: float
    most: float

    @classmethod
    def of(cls, seconds):
        """Of those who got it; of nobody, zeros."""
        ordered = sorted(seconds)
        if not ordered:
            return cls(0, 0.0, 0.0, 0.0)
        at = min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))
        return cls(len(ordered), statistics.median(ordered), ordered[at], ordered[-1])


@dataclass
class Crowd:
    """What a crowd of visitors met.

    Attributes:
        n_visitors: who came at once.
        hostile: the kind of the visitor beside them who wishes the server ill; None without one.
        first: to the first element of the page.
        page: to its end.
        rerun: to the end of the page with another clip.
        n_runs: pages that came to their end.
        cpu_per_run_s: seconds of the server's processor for each.
        wall_s: how long all of it took.
        memory_mb: of the server before, at its highest, and after everybody has left.
        errors: what stood in red on their pages, and who gave up.
        hostile_said: what the page of the hostile visitor said.
    """

    n_visitors: int
    hostile: str | None = None
    first: Waits | None = None
    page: Waits | None = None
    rerun: Waits | None = None
    n_runs: int = 0
    cpu_per_run_s: float = 0.0
    wall_s: float = 0.0
    memory_mb: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    hostile_said: list = field(default_factory=list)

    def as_dict(self):
        """For JSON."""
        return asdict(self)


async def gather_crowd(server, n_visitors, bad=None):
    """Let visitors come at once, each choose another clip, and leave; beside them one who uploads a `hostile.Bad`."""
    crowd = Crowd(n_visitors, bad and bad.kind)
    memory, pages, reruns = [server.memory_mb()], [], []
    begin, cpu = time.perf_counter(), server.cpu_s()
    watch = asyncio.create_task(_watch(server, memory))
    villain = asyncio.create_task(_upload_bad(server.address, bad, crowd)) if bad else None
    await asyncio.sleep(1 if bad else 0)  # the others come while the server is busy with that file
    await asyncio.gather(*(_visit(server.address, n, (pages, reruns), crowd.errors) for n in range(n_visitors)))
    crowd.wall_s, crowd.n_runs = time.perf_counter() - begin, len(pages) + len(reruns)
    crowd.cpu_per_run_s = (server.cpu_s() - cpu) / max(crowd.n_runs, 1)
    if villain:
        await villain
    watch.cancel()
    crowd.memory_mb = [memory[0], max(memory), server.memory_mb()]
    crowd.first = Waits.of([run.first_s for run in pages if run.first_s is not None])
    crowd.page, crowd.rerun = Waits.of([run.page_s for run in pages]), Waits.of([run.page_s for run in reruns])
    return crowd


async def _visit(address, number, runs, errors):
    """One visitor: the page, then the page with another clip, so that hardly two ask for the same at once."""
    try:
        async with visiting(address) as visitor:
            page = await visitor.run()
            _count(page, runs[0], errors)
            clips = page.widgets["selectbox", "Clip"].options
            other = await visitor.choose(page, "Clip", clips[number % len(clips)])
            _count(other, runs[1], errors)
    except (GaveUpError, OSError, ConnectionClosed) as error:
        errors.append(f"{type(error).__name__}: {error}")


def _count(run, runs, errors):
    runs.append(run)
    errors += run.errors


async def _upload_bad(address, bad, crowd):
    """The visitor whom nobody wants; what their page says is no error of the app."""
    try:
        async with visiting(address) as visitor:
            page = await visitor.run()
            crowd.hostile_said = (await visitor.upload(page, bad.field, bad.name, bad.make())).errors
    except (GaveUpError, OSError, ConnectionClosed) as error:
        crowd.hostile_said = [f"{type(error).__name__}: {error}"]


async def _watch(server, seen):
    """Note the server's memory ten times a second."""
    while True:
        seen.append(server.memory_mb())
        await asyncio.sleep(0.1)
