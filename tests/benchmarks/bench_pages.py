"""What a run of a page costs the server: processor seconds of the thread that runs it, by Streamlit's `AppTest`.

All pages are run by one interpreter, so that these seconds, and not those of the wall, say how many visitors it serves.
"""

import functools
import os
import statistics
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # a second thread of torch would spin, and its waiting would count

from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner

sys.path.insert(0, str(Path(__file__).parents[1] / "pages"))

from driving import opened, run, upload

from sta_lstm.samples import sample_clips

ROUNDS = 6
OTHERS = {
    "Evidence": "evidence",
    "Compare": "compare",
    "Two clips": "clips",
    "Many clips": "many",
    "Over training": "training",
}


def measure():
    """Have every run note its seconds; gives the list of them."""
    seconds, run_script = [], ScriptRunner._run_script

    def measured(runner, *args, **kwargs):
        before = time.thread_time()
        try:
            return run_script(runner, *args, **kwargs)
        finally:
            seconds.append(time.thread_time() - before)

    ScriptRunner._run_script = measured
    # Each new `AppTest` looks through all that is installed; a server does so once.
    manifest_scanner.scan_component_manifests = functools.cache(manifest_scanner.scan_component_manifests)
    return seconds


def arrived(page=""):
    """A visitor who has unfolded nothing yet."""
    return opened(page, unfolded=())


def main():
    """Print a table."""
    seconds = measure()

    def tell(what, act, rounds):
        before = len(seconds)
        for each in rounds:
            act(each)
        found = seconds[before:]
        print(f"{what:55} {statistics.median(found):7.3f} {max(found):7.3f}")

    print(f"{'processor seconds of a run':55} {'median':>7} {'most':>7}")
    tell("the first of a server's life, all imports with it", lambda _: arrived(), range(1))
    tell("the first page of another visitor", lambda _: arrived(), range(ROUNDS))
    app, other = arrived(), arrived()
    clips = app.get_by_key("Clip-choice").options[: 2 * ROUNDS]

    def choose(visitor, clip):
        visitor.get_by_key("Clip-choice").select(clip)
        run(visitor)

    tell("another sample, which nobody has opened before", lambda clip: choose(app, clip), clips)
    tell("another sample, which somebody has opened before", lambda clip: choose(other, clip), clips)
    tell("nothing has changed", lambda _: run(app), range(ROUNDS))
    for name, page in OTHERS.items():
        shown = arrived(page)
        tell(f"nothing has changed on {name}", lambda _, app=shown: run(app), range(ROUNDS))
    files = [(f"{path.stem}-{i}.npz", path.read_bytes()) for i, path in enumerate(sample_clips()[:ROUNDS])]
    tell("an upload", lambda file: upload(app, "Clip-uploads", file), files)


if __name__ == "__main__":
    main()
