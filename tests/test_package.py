"""The package as a whole: what an import costs, and what a wheel carries."""

import importlib.metadata
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

import sta_lstm

ROOT = Path(__file__).resolve().parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
HEAVY = {"torch", "streamlit", "pandas", "plotly", "pyarrow", "scipy"}

# Loaded by each of these statements, at most: what stands behind a name comes with its first use.
IMPORTS = {
    "import sta_lstm": set(),
    "import sta_lstm.errors, sta_lstm.samples": set(),
    "import sta_lstm.skeletons": set(),
    "import sta_lstm.formats; sta_lstm.load_clip": {"pandas", "pyarrow", "scipy"},
    "import sta_lstm.cli": set(),
}


@pytest.mark.parametrize("statement", IMPORTS)
def test_importing_loads_nothing_heavy(statement):
    program = f"import sys; {statement}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert HEAVY & set(done.stdout.split()) <= IMPORTS[statement]


def test_every_public_name_is_there_and_an_unknown_one_is_refused():
    assert set(sta_lstm.__all__) <= set(dir(sta_lstm))
    for name in sta_lstm.__all__:
        assert getattr(sta_lstm, name).__name__ == name
    with pytest.raises(AttributeError, match="No sta_lstm attribute nonsense"):
        sta_lstm.nonsense  # noqa: B018


def test_the_installed_distribution_is_this_one():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert importlib.metadata.version("sta-lstm") == declared["version"]
    (script,) = importlib.metadata.entry_points(group="console_scripts", name="sta-lstm")
    assert callable(script.load())


def test_what_a_source_distribution_is_to_carry_is_there():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["sdist"]
    assert "/CONTRIBUTING.md" in declared["include"]
    assert [name for name in declared["include"] if not (ROOT / name.removeprefix("/")).exists()] == []


def test_the_workflow_tries_every_python_that_is_declared():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["classifiers"]
    versions = [line.rpartition(" :: ")[2] for line in declared if "Python :: 3." in line]
    workflow = (ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")
    assert f"python: {json.dumps(versions)}" in workflow


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_may_only_read_and_take_actions_of_a_known_version(workflow):
    text = workflow.read_text(encoding="utf-8")
    assert re.findall(r"^permissions:\n((?:  .*\n)+)", text, re.MULTILINE) == ["  contents: read\n"]
    assert text.count("permissions:") == 1
    actions = re.findall(r"uses: (\S+)", text)
    assert actions
    assert [action for action in actions if not re.fullmatch(r"actions/[\w-]+@v\d+", action)] == []


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """A wheel of the source tree, opened."""
    folder = tmp_path_factory.mktemp("wheel")
    (path,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    with zipfile.ZipFile(path) as archive:
        yield archive


def test_a_wheel_carries_the_app_its_pages_and_its_settings(wheel):
    names = set(wheel.namelist())
    pages = {f"sta_lstm/bundle/app_pages/{page.name}" for page in (ROOT / "app_pages").glob("*.py")}
    assert "sta_lstm/bundle/app_pages/inspect.py" in pages
    assert names >= pages | {"sta_lstm/bundle/app.py", "sta_lstm/bundle/.streamlit/config.toml"}


def test_a_wheel_carries_every_module_and_every_file_of_the_player(wheel):
    source = ROOT / "sta_lstm"
    shipped = {
        path.relative_to(ROOT).as_posix()
        for path in source.rglob("*")
        if path.is_file()
        and "__pycache__" not in path.parts
        and not path.name.startswith(".")
        and path.parent.name != "assets"  # made of what is in its folders, where it is needed
    }
    assert any(name.startswith("sta_lstm/player/assets/") for name in shipped)
    assert shipped <= set(wheel.namelist())


def test_a_wheel_carries_every_sample(wheel):
    folder = ROOT / "sample_data"
    samples = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert "README.md" in samples
    assert {f"sta_lstm/bundle/sample_data/{name}" for name in samples} <= set(wheel.namelist())


def test_a_wheel_declares_the_player_where_streamlit_looks_for_it(wheel):
    """Streamlit reads a ``pyproject.toml`` that the distribution lists; ``asset_dir`` counts from the package."""
    manifest = tomllib.loads(wheel.read("sta_lstm/pyproject.toml").decode())
    assert manifest["project"]["name"] == "sta-lstm"
    components = manifest["tool"]["streamlit"]["component"]["components"]
    assert components
    for component in components:
        assert any(name.startswith(f"sta_lstm/{component['asset_dir']}/") for name in wheel.namelist())


def test_a_wheel_carries_nothing_else(wheel):
    strays = [name for name in wheel.namelist() if not name.startswith(("sta_lstm/", "sta_lstm-"))]
    assert strays == []
    assert not any("__pycache__" in name or name.endswith(".pyc") for name in wheel.namelist())
