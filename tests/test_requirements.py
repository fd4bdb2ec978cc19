"""The rule of ``conftest.py``: what STA_LSTM_REQUIRE names may not be skipped."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).with_name("conftest.py")
SUITE = {
    "test_marked.py": """
        import pytest

        def test_data(data_folder): assert data_folder.is_dir()

        @pytest.mark.browser
        def test_browser(): pytest.skip("no Chromium")

        @pytest.mark.browser
        @pytest.mark.xfail
        def test_known_fault(): assert False

        def test_free_to_skip(): pytest.skip("not today")
    """,
    "test_whole_file.py": """
        import pytest
        pytest.skip("nothing to drive", allow_module_level=True)
    """,
}


def run_suite(folder: Path, **environment: str) -> str:
    shutil.copy(CONFTEST, folder)
    markers = "".join(f" {name}: a marker\n" for name in ("browser", "real_data", "node", "cuda", "slow"))
    (folder / "pytest.ini").write_text(f"[pytest]\nmarkers =\n{markers}")
    for name, text in SUITE.items():
        (folder / name).write_text("\n".join(line[8:] for line in text.splitlines()))
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("STA_LSTM_", "PYTEST_"))}
    kept["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # what they bring takes longer to load than these tests
    command = [sys.executable, "-m", "pytest", "-rs", "-p", "no:cacheprovider", "-p", "xdist"]
    done = subprocess.run(command, cwd=folder, env=kept | environment, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@pytest.mark.slow
def test_without_it_everything_may_skip_and_says_why(tmp_path):
    said = run_suite(tmp_path)
    assert "4 skipped, 1 xfailed" in said
    assert "STA_LSTM_DATA is not set" in said
    assert "no Chromium" in said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("required", "outcome"),
    [
        ("browser", "1 failed, 2 skipped, 1 xfailed, 1 error"),
        ("browser,data", "1 failed, 1 skipped, 1 xfailed, 2 errors"),
    ],
)
def test_what_is_required_fails_instead(tmp_path, required, outcome):
    said = run_suite(tmp_path, STA_LSTM_REQUIRE=required, PYTEST_ADDOPTS="--continue-on-collection-errors")
    assert outcome in said
    assert "STA_LSTM_REQUIRE forbids" in said


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["0", "2"])
def test_it_holds_in_several_processes(tmp_path, workers):
    options = f"--numprocesses {workers} --dist loadfile test_marked.py"
    said = run_suite(tmp_path, STA_LSTM_REQUIRE="browser,data", PYTEST_ADDOPTS=options)
    assert "1 failed, 1 skipped, 1 xfailed, 1 error" in said
    assert "STA_LSTM_REQUIRE forbids" in said


@pytest.mark.slow
def test_as_many_processes_as_cores_up_to_a_bound(tmp_path):
    bound = int(re.search(r"^MOST_WORKERS = (\d+)$", CONFTEST.read_text(encoding="utf-8"), re.MULTILINE)[1])
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    workers = min(cores, bound)
    said = run_suite(tmp_path, PYTEST_ADDOPTS="--numprocesses auto test_marked.py")
    assert f"{workers} worker{'s' * (workers > 1)} [4 items]" in said


@pytest.mark.slow
def test_files_that_take_long_are_the_first(tmp_path):
    (tmp_path / "test_a_quick_one.py").write_text("def test_it(): pass")
    (tmp_path / "test_a_slow_one.py").write_text("import pytest\n\n@pytest.mark.slow\ndef test_it(): pass")
    said = run_suite(tmp_path, PYTEST_ADDOPTS="--collect-only -q --deselect test_whole_file.py")
    files = dict.fromkeys(re.findall(r"^(test_\w+)\.py::", said, re.MULTILINE))
    assert list(files) == ["test_marked", "test_a_slow_one", "test_a_quick_one"]


@pytest.mark.slow
def test_data_that_is_there_is_used(tmp_path):
    said = run_suite(tmp_path, STA_LSTM_DATA=str(tmp_path), STA_LSTM_REQUIRE="data", PYTEST_ADDOPTS="test_marked.py")
    assert "1 passed, 2 skipped, 1 xfailed" in said


@pytest.mark.slow
def test_an_unknown_requirement_is_refused(tmp_path):
    assert "STA_LSTM_REQUIRE knows browser, data, node, nginx; it has brwoser" in run_suite(
        tmp_path, STA_LSTM_REQUIRE="brwoser"
    )
