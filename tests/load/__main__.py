"""The load test (``make load``): many visitors at once, one of them hostile if you like, or many one after another.

The app is served by this machine, and so are the visitors: on two cores they take about a fifth of what is measured.
Before all others one visitor opens the page, since the first of all waits for torch.
"""

import argparse
import asyncio
import json
import sys
from pathlib import Path

from load.comers import come_and_go
from load.crowd import gather_crowd
from load.hostile import BAD
from load.server import TREE, serving
from load.visitor import visiting

_HEAD = "visitors  beside    first s            page s             rerun s            CPU s  memory MB           errors"


def main():
    options = _options()
    with serving(options.tree.resolve(), *options.streamlit) as server:
        found = asyncio.run(_measure(server, options))
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 1 if found["errors"] else 0


async def _measure(server, options):
    async with visiting(server.address) as visitor:
        await visitor.run()
    return await (_uploads(server, options) if options.uploads else _crowds(server, options))


async def _crowds(server, options):
    print(_HEAD)
    print(f"{'':18}" + 3 * "median  p95   max  " + f"{'a run':>7}  before highest after")
    crowds = []
    for n_visitors in options.visitors:
        crowds.append(await gather_crowd(server, n_visitors, BAD.get(options.hostile)))
        print(_line(crowds[-1]), flush=True)
    errors = sorted({error for crowd in crowds for error in crowd.errors})
    print("\n".join(errors))
    return {"crowds": [crowd.as_dict() for crowd in crowds], "errors": errors}


def _line(crowd):
    waits = "".join(f"{w.median:6.2f}{w.p95:6.2f}{w.most:6.2f} " for w in (crowd.first, crowd.page, crowd.rerun))
    memory = "".join(f"{each:7,.0f}" for each in crowd.memory_mb)
    beside = crowd.hostile or "-"
    return f"{crowd.n_visitors:8}  {beside:8}{waits}{crowd.cpu_per_run_s:7.2f} {memory} {len(crowd.errors):6}"


async def _uploads(server, options):
    rows, errors = await come_and_go(server, options.uploads)
    print("\n".join(sorted(set(errors))))
    return {"uploads": rows, "errors": errors}


def _options():
    parser = argparse.ArgumentParser(prog="make load ARGS=…", description=__doc__)
    parser.add_argument("--visitors", type=int, nargs="+", default=[6, 24, 50], help="how many come at once")
    parser.add_argument("--hostile", choices=sorted(BAD), help="beside them, one who uploads the worst of this kind")
    parser.add_argument("--uploads", type=int, metavar="N", help="instead: N clips of visitors who come and go")
    parser.add_argument("--tree", type=Path, default=TREE, help="serve the app of another source tree")
    parser.add_argument("--out", type=Path, help="write all numbers into this JSON file")
    parser.add_argument("streamlit", nargs="*", help="after --, options of Streamlit's")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
