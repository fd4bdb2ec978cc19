"""The rule of ``conftest.py``: what STA_LSTM_REQUIRE names may not be skipped."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

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
    shutil.copy(Path(__file__).with_name("conftest.py"), folder)
    markers = "".join(f" {name}: a marker\n" for name in ("browser", "real_data", "cuda"))
    (folder / "pytest.ini").write_text(f"[pytest]\nmarkers =\n{markers}")
    for name, text in SUITE.items():
        (folder / name).write_text("\n".join(line[8:] for line in text.splitlines()))
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("STA_LSTM_", "PYTEST_"))}
    command = [sys.executable, "-m", "pytest", "-rs", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=folder, env=kept | environment, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_without_it_everything_may_skip_and_says_why(tmp_path):
    said = run_suite(tmp_path)
    assert "4 skipped, 1 xfailed" in said
    assert "STA_LSTM_DATA is not set" in said
    assert "no Chromium" in said


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


def test_data_that_is_there_is_used(tmp_path):
    said = run_suite(tmp_path, STA_LSTM_DATA=str(tmp_path), STA_LSTM_REQUIRE="data", PYTEST_ADDOPTS="test_marked.py")
    assert "1 passed, 2 skipped, 1 xfailed" in said


def test_an_unknown_requirement_is_refused(tmp_path):
    assert "STA_LSTM_REQUIRE knows browser, data; it has brwoser" in run_suite(tmp_path, STA_LSTM_REQUIRE="brwoser")
