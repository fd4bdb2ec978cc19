"""CONTRIBUTING.md: its floors are those of the import contract; files, commands and markers that it names are there."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def section(title):
    """What stands between that heading and the next of its rank."""
    return re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)[1]


def first_cells(text):
    """The first cell of every row of a table, heads apart."""
    rows = [line.split("|")[1].strip() for line in text.splitlines() if line.startswith("|")]
    return rows[2:]


def test_floors_are_those_of_the_import_contract():
    (contract,) = (each for each in PROJECT["tool"]["importlinter"]["contracts"] if each["id"] == "floors")
    told = [set(re.findall(r"`(\w+)`", cell)) for cell in first_cells(section("The floors"))]
    assert told == [set(layer.split(" | ")) for layer in contract["layers"]]


def test_every_file_that_is_named_is_there():
    named = {word for word in re.findall(r"`([\w./]+)`", TEXT) if re.search(r"/|\.(py|toml|md)$", word)}
    assert len(named) > 20
    missing = {word for word in named if not any((root / word).exists() for root in (ROOT, ROOT / "sta_lstm"))}
    assert missing == set()


def test_commands_are_targets_of_make():
    targets = set(re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[1].split())
    named = set(re.findall(r"^make (\w+)|`make (\w+)", TEXT, re.MULTILINE))
    assert {first or second for first, second in named} <= targets


def test_markers_are_those_that_are_declared():
    declared = {line.partition(":")[0] for line in PROJECT["tool"]["pytest"]["ini_options"]["markers"]}
    (told,) = re.findall(r"^Markers: (.*?)\.", section("The tests"), re.MULTILINE | re.DOTALL)
    assert set(re.findall(r"`(\w+)`", told)) == declared


def test_a_word_has_one_row():
    words = [word.strip() for cell in first_cells(section("The words")) for word in cell.split(",")]
    assert len(words) > 10
    assert len(words) == len(set(words))
