"""The Makefile: which build of PyTorch it brings, asked with a pip that only notes how it is called; and its help."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
INDEX = re.search(r"^TORCH_INDEX := (\S+)$", MAKEFILE, re.MULTILINE)[1]

pytestmark = pytest.mark.skipif(shutil.which("make") is None or os.name == "nt", reason="needs make and a Unix shell")

# Programs in place of real ones. Python stands for `python -m pip`: it notes its arguments, and answers as told.
FAKES = {
    "python": """
        shift 2
        echo "$* [$PIP_EXTRA_INDEX_URL|$PIP_FIND_LINKS]" >> pip.log
        case "$*" in
            *" show "*) exit "$FAKE_SHOW" ;;
            *" index "*) exit "$FAKE_INDEX" ;;
            *torch) exit "$FAKE_INSTALL" ;;
        esac
    """,
    "uname": 'echo "$FAKE_SYSTEM"',
    "timeout": '[ "$FAKE_INDEX" = 124 ] && exit 124; shift; exec "$@"',
}


@pytest.fixture
def make_app(tmp_path):
    """Runs what installs the app, from an environment that is made already: what it said, and how it called pip."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "pyproject.toml").touch()
    commands = tmp_path / ".venv" / "bin"
    commands.mkdir(parents=True)
    for name, text in FAKES.items():
        (commands / name).write_text(f"#!/bin/sh\n{text}")
        (commands / name).chmod(0o755)
    (tmp_path / ".venv" / ".made").touch()

    def run(*variables, system="Linux", index=0, install=0, torch_is_there=False, status=0):
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "MAKE", "TORCH"))}
        kept["PATH"] = f"{commands}{os.pathsep}{kept['PATH']}"
        answers = {
            "FAKE_SYSTEM": system,
            "FAKE_SHOW": "0" if torch_is_there else "1",
            "FAKE_INDEX": str(index),
            "FAKE_INSTALL": str(install),
        }
        done = subprocess.run(
            ["make", ".venv/.has-app", *variables],
            cwd=tmp_path,
            env=kept | answers,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status, done.stderr
        log = tmp_path / "pip.log"
        calls = log.read_text().replace("--disable-pip-version-check ", "").splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return done.stdout, calls

    return run


def is_plain(call):
    return call.startswith("install --quiet") and call.endswith("--editable . [|]")


def test_linux_without_a_gpu_gets_the_build_for_cpus_from_pytorch_alone(make_app):
    said, calls = make_app("NVIDIA=false")
    assert "the build for CPUs (200 MB)" in said
    assert "TORCH=cuda" in said
    assert "Plain pip" not in said
    assert calls[:3] == [
        "show --quiet torch [|]",
        f"index versions torch --retries 0 --index-url {INDEX} [ | ]",
        f"install --quiet --no-deps --index-url {INDEX} torch [ | ]",
    ]
    assert len(calls) == 4
    assert is_plain(calls[3])


@pytest.mark.parametrize("index", [1, 124], ids=["no such index", "an index that does not answer"])
def test_where_pytorchs_index_cannot_be_reached_plain_pip_follows(make_app, index):
    said, calls = make_app("NVIDIA=false", index=index)
    assert "its own index gave none. Plain pip's build follows" in said
    assert is_plain(calls[-1])
    assert not any("--no-deps" in call for call in calls)


def test_an_installation_that_fails_is_followed_by_plain_pip(make_app):
    said, calls = make_app("NVIDIA=false", install=1)
    assert "its own index gave none. Plain pip's build follows" in said
    assert is_plain(calls[-1])


@pytest.mark.parametrize(
    ("variables", "system"),
    [
        (["NVIDIA=true"], "Linux"),
        (["NVIDIA=false", "TORCH=cuda"], "Linux"),
        (["NVIDIA=false"], "Darwin"),
        (["NVIDIA=false", "TORCH=cpu"], "Darwin"),
    ],
    ids=["a GPU", "cuda is asked for", "macOS", "macOS, cpu is asked for"],
)
def test_elsewhere_plain_pip_alone(make_app, variables, system):
    said, calls = make_app(*variables, system=system)
    assert "PyTorch" not in said
    assert [is_plain(call) for call in calls] == [True]


def test_cpu_can_be_asked_for_in_spite_of_a_gpu(make_app):
    _, calls = make_app("NVIDIA=true", "TORCH=cpu")
    assert f"install --quiet --no-deps --index-url {INDEX} torch [ | ]" in calls


def test_a_torch_that_is_there_stays(make_app):
    said, calls = make_app("NVIDIA=false", torch_is_there=True)
    assert "PyTorch" not in said
    assert calls[0] == "show --quiet torch [|]"
    assert [is_plain(call) for call in calls[1:]] == [True]


def test_torch_is_not_looked_for_again(make_app):
    make_app("NVIDIA=false")
    said, calls = make_app("NVIDIA=false")
    assert "is up to date" in said
    assert calls == []


def test_another_build_is_refused(make_app):
    said, calls = make_app("TORCH=rocm", status=2)
    assert said == "TORCH is cpu or cuda, not 'rocm'.\n"
    assert calls == []


def test_help_names_every_target_that_is_meant_for_people():
    said = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = set(re.findall(r"^  make (\w+)", said, re.MULTILINE))
    phony = set(re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[1].split())
    assert targets == phony - {"browser"}


def test_the_gpu_is_tried_by_a_script_that_says_so_where_there_is_none():
    torch = pytest.importorskip("torch")
    if torch.cuda.is_available():
        pytest.skip("there is one: 'make gpu' tries it")
    assert "tests/benchmarks/gpu.py" in MAKEFILE
    done = subprocess.run(
        [sys.executable, ROOT / "tests/benchmarks/gpu.py"], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("there is no NVIDIA GPU that torch can use here")
