"""How the player's own files are laid out, and that a page can take them as one script and one style sheet."""

import os
import re
import shutil
from pathlib import Path

import pytest

import sta_lstm.player
from sta_lstm.player import bundle
from sta_lstm.player.bundle import BESIDE_STYLE, STYLE_SHEETS, bundled_script, bundled_style, component_script
from sta_lstm.prediction.maps import AGREEMENT, PLAYER_MAPS

ASSETS = Path(sta_lstm.player.__file__).parent / "assets"
#: From the ground up: a folder imports from itself and from those before it.
FLOORS = ("core", "stage", "timeline", "controls", "host")
FILES = sorted(path for path in ASSETS.glob("*/*") if path.is_file() and path.parent.name in FLOORS)
MODULES = [path for path in FILES if path.suffix == ".js"]
IMPORT = re.compile(r'^import .*? from "([^"]+)";$', re.MULTILINE)


def test_every_file_has_a_folder_and_every_folder_few_files():
    assert {path.parent.relative_to(ASSETS).as_posix() for path in FILES} == set(FLOORS)
    made = [path.name for path in ASSETS.iterdir() if path.is_file()]
    assert all(re.fullmatch(r"(streamlit|address)-[0-9a-f]{12}\.js", name) for name in made), made
    for floor in FLOORS:
        assert len(list((ASSETS / floor).iterdir())) <= 20


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_file_is_long(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_imports_go_down_the_floors(path):
    for imported in IMPORT.findall(path.read_text(encoding="utf-8")):
        target = (path.parent / imported).resolve()
        assert target.is_file(), imported
        assert FLOORS.index(target.parent.name) <= FLOORS.index(path.parent.name), imported


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_no_text_spans_lines_whose_indentation_the_one_script_leaves_out(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        assert line.count("`") % 2 == 0 or line.strip().startswith(("//", "*")), line


def test_one_script_holds_every_module_once_and_before_its_first_use():
    script = bundled_script("host/mount")
    made = re.findall(r"^const (\w+)Module = ", script, re.MULTILINE)
    # What a page of its own has no use for.
    elsewhere = {"streamlit", "address", "charts", "recorder"}
    assert sorted(made) == sorted(path.stem for path in MODULES if path.stem not in elsewhere)
    for name in made:
        assert f"= {name}Module;" not in script[: script.index(f"const {name}Module")]


@pytest.fixture
def assets(monkeypatch, tmp_path):
    """A copy of the player's files, to write beside."""
    copy = tmp_path / "assets"
    shutil.copytree(ASSETS, copy, ignore=shutil.ignore_patterns("*-*.js"))
    monkeypatch.setattr(bundle, "_ASSETS", copy)
    return copy


def test_a_component_is_one_file_made_once_and_anew_when_a_module_changes(assets):
    first = component_script("host/address", "keepAddress")
    made = assets / first
    assert made.read_text(encoding="utf-8").endswith("\nexport default addressModule.keepAddress;\n")
    before = made.stat().st_mtime_ns
    assert made.stat().st_mode & 0o444 == 0o444
    first_inode = made.stat().st_ino
    assert component_script("host/address", "keepAddress") == first
    assert made.stat().st_ino == first_inode  # the same file, not one like it
    os.utime(made, ns=(before, before))
    component_script("host/streamlit", "streamlitPlayer")
    made = [first]
    for number in range(6):
        with (assets / "core" / "dom.js").open("a", encoding="utf-8") as file:
            file.write(f"\nconst more{number} = 1;\n")
        made.append(component_script("host/address", "keepAddress"))
        os.utime(assets / made[-1], ns=(before + number + 1, before + number + 1))
    # A server that runs since before hands out the one that it began with.
    assert {path.name for path in assets.glob("address-*.js")} == set(made[-4:])
    assert len({*made}) == 7
    assert len(list(assets.glob("streamlit-*.js"))) == 1
    assert not [path for path in assets.iterdir() if path.is_dir() and path.name not in FLOORS]


def test_where_nothing_may_be_written_a_component_is_its_script(assets, monkeypatch):
    def refuse(*_args, **_more):
        raise PermissionError("read-only")

    monkeypatch.setattr(bundle.tempfile, "TemporaryDirectory", refuse)
    script = component_script("host/address", "keepAddress")
    assert script.count("\n") > 50
    assert "export default addressModule.keepAddress;" in script
    assert not list(assets.glob("*.js"))


@pytest.mark.node
def test_the_one_file_is_a_module_whose_function_streamlit_finds(assets, node):
    for entry, function in (("host/address", "keepAddress"), ("host/streamlit", "streamlitPlayer")):
        made = (assets / component_script(entry, function)).as_uri()
        page = "globalThis.history = { pushState() {} }; globalThis.location = { href: 'http://localhost/' };"
        ask = f"{page} console.log(typeof (await import('{made}')).default)"
        said = node("--input-type=module", "-e", ask)
        assert said.stdout.strip() == "function", said.stderr


def test_every_style_sheet_is_taken_once():
    sheets = {path.relative_to(ASSETS).as_posix() for path in FILES if path.suffix == ".css"}
    assert sorted(STYLE_SHEETS) == sorted(sheets - {BESIDE_STYLE})
    bundled = bundled_style()
    assert "/*" not in bundled
    for name in STYLE_SHEETS:
        rules = re.sub(r"/\*.*?\*/", "", (ASSETS / name).read_text(encoding="utf-8"), flags=re.DOTALL)
        lines = [line.strip() for line in rules.splitlines() if line.strip()]
        assert lines
        assert bundled.count(_without_space("\n".join(lines)).strip()) == 1


def _without_space(rules):
    """Rules as they are bundled: no white space after marks of a declaration, and none about braces."""
    return re.sub(r"(?<=[:,;{}])\s+|\s+(?=[{}])", "", rules)


def test_python_and_the_player_call_maps_of_other_maps_alike():
    script = (ASSETS / "core" / "measures.js").read_text(encoding="utf-8")
    names = dict(re.findall(r'^export const (\w+) = "([^"]+)";$', script, re.MULTILINE))
    assert names["AGREEMENT"] == AGREEMENT
    assert (names["PRODUCT"], names["DIFFERENCE"]) == PLAYER_MAPS
