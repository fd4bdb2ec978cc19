"""What every test may use: the folder of real recordings, and rules about skipping.

Tests marked ``real_data``, ``browser``, ``node``, ``nginx`` or ``cuda`` skip, and say why, where a machine lacks what
they need. Where it must not lack it, ``STA_LSTM_REQUIRE=browser,data,node,nginx`` turns each such skip into a failure;
continuous integration sets it.
"""

import functools
import os
from pathlib import Path

import hypothesis
import pytest

# Networks of tests are small: threads would only wait for one another, here and in every process that a test starts.
# Said before anything imports torch.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# No test may depend on the clock, or find today what it did not find yesterday.
hypothesis.settings.register_profile("steady", deadline=None, derandomize=True)
hypothesis.settings.load_profile("steady")

#: More processes than these wait for memory and discs, not for processors.
MOST_WORKERS = 8
MARKER_OF = {"browser": "browser", "data": "real_data", "node": "node", "nginx": "nginx"}
REQUIRED_MARKERS = pytest.StashKey[set[str]]()


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """Folder of real recordings (``sbu/``, ``ntu/``, …) that STA_LSTM_DATA names; its users count as ``real_data``."""
    named = os.environ.get("STA_LSTM_DATA")
    if not named:
        pytest.skip("STA_LSTM_DATA is not set: no folder of real recordings")
    folder = Path(named).expanduser().resolve()
    if not folder.is_dir():
        pytest.skip(f"STA_LSTM_DATA names no folder: {folder}")
    return folder


@pytest.fixture(scope="session")
def components_found_once():
    """Each new `AppTest` looks through all that is installed for components, which takes longer than most pages do."""
    from streamlit.components.v2 import manifest_scanner as scanner

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scanner, "scan_component_manifests", functools.cache(scanner.scan_component_manifests))
        yield


def pytest_configure(config):
    required = {word.strip() for word in os.environ.get("STA_LSTM_REQUIRE", "").split(",")} - {""}
    unknown = required - MARKER_OF.keys()
    if unknown:
        raise pytest.UsageError(f"STA_LSTM_REQUIRE knows {', '.join(MARKER_OF)}; it has {', '.join(sorted(unknown))}.")
    config.stash[REQUIRED_MARKERS] = {MARKER_OF[word] for word in required}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers():
    """What ``--numprocesses auto`` stands for: as many as this process may use cores, up to `MOST_WORKERS`."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, MOST_WORKERS)


def pytest_make_parametrize_id(val, argname):
    """A test is not named after its bytes: a zip holds the second it was packed in, and workers must find one list."""
    return argname if isinstance(val, (bytes, bytearray)) else None


def pytest_collection_modifyitems(items):
    """Mark what reads real recordings, and begin with the files that take long: begun last, one would be waited for."""
    for item in items:
        if "data_folder" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.real_data)
    long = {marker: {item.path for item in items if item.get_closest_marker(marker)} for marker in ("browser", "slow")}
    items.sort(key=lambda item: 0 if item.path in long["browser"] else 1 if item.path in long["slow"] else 2)


def pytest_runtest_setup(item):
    if item.get_closest_marker("cuda") and not _has_gpu():
        pytest.skip("no NVIDIA GPU that torch can use")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Fail, rather than skip, a test for which STA_LSTM_REQUIRE says that everything is there."""
    report = yield
    marked = item.config.stash[REQUIRED_MARKERS] & {marker.name for marker in item.iter_markers()}
    excused = hasattr(report, "wasxfail") or (item.get_closest_marker("cuda") and not _has_gpu())
    if report.skipped and marked and not excused:
        reason = call.excinfo.value if call.excinfo else "skipped"
        report.outcome = "failed"
        report.longrepr = f"STA_LSTM_REQUIRE forbids to skip a test marked {', '.join(sorted(marked))}: {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """The same for a whole file that skips itself: its tests, and so their markers, are not known."""
    report = yield
    if report.skipped and collector.config.stash[REQUIRED_MARKERS]:
        report.outcome = "failed"
        report.longrepr = f"STA_LSTM_REQUIRE forbids that a whole file skips itself: {report.longrepr}"
    return report


def _has_gpu() -> bool:
    import torch

    return torch.cuda.is_available()
