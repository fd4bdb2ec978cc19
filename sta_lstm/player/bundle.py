"""The player's own files as a page takes them: every script as one, and every style sheet as one."""

from __future__ import annotations

import contextlib
import hashlib
import os
import posixpath
import re
import tempfile
from importlib.resources import files
from pathlib import Path

from sta_lstm.errors import StaLstmError

_ASSETS = files("sta_lstm.player") / "assets"
_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.\.?/[a-z./]+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class) (\w+))", re.MULTILINE)
# Lines of comment, and types within a line: people read them in the package, not in each exported file.
_COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*\*(?:[^*]|\*(?!/))*\*/)[ \t]*\n|/\*\*[^\n]*?\*/ ?", re.MULTILINE)
_STYLE_COMMENT = re.compile(r"/\*(?:[^*]|\*(?!/))*\*/")
# White space of a style sheet that means nothing: after marks of a declaration, and about braces.
_STYLE_SPACE = re.compile(r"(?<=[:,;{}])\s+|\s+(?=[{}])")
#: So many files of a component are kept: what runs since before the package changed goes on handing out its own.
_KEPT = 4
# Indentation and empty lines, which no text of ours spans.
_INDENT = re.compile(r"^[ \t]+|\n(?=\n)", re.MULTILINE)

#: The style sheets of the player; of two rules of equal weight the later one counts.
STYLE_SHEETS = (
    "host/look.css",
    "host/base.css",
    "stage/stage.css",
    "controls/controls.css",
    "timeline/timeline.css",
    "timeline/movement.css",
    "controls/floating.css",
    "host/sizes.css",
)


#: Of what belongs to the player and stands elsewhere on the page that it is on.
BESIDE_STYLE = "host/beside.css"
#: What is said in a player's place until it is there.
LOADING_WORDS = "The player is loading."
#: The same as part of a page, until the player's modules have come; the second line shows when they take too long.
LOADING = (
    f'<div class="sta-loading" role="status"><p>{LOADING_WORDS}</p>'
    '<p class="sta-late">It has still not come. Reload the page to try again.</p></div>'
)


def bundled_style(*, beside: bool = False) -> str:
    """All style sheets of the player as one, in their order, without comments; with ``beside``, `BESIDE_STYLE` too."""
    names = (*STYLE_SHEETS, *([BESIDE_STYLE] if beside else []))
    sheets = (_STYLE_COMMENT.sub("", (_ASSETS / name).read_text(encoding="utf-8")) for name in names)
    # Streamlit takes a style of one line for the path of a file.
    return "\n".join((*(_STYLE_SPACE.sub("", sheet).strip() for sheet in sheets), ""))


def bundled_script(entry: str) -> str:
    """The module ``entry`` and all that it imports, as plain script: each becomes a constant that holds its exports.

    ``host/mount`` becomes ``mountModule``. Our modules keep to named imports on one statement and ``export`` before a
    declaration, so that these two rules are enough and no bundler is needed.

    Args:
        entry: path of a module within ``assets``, without its suffix.

    Raises:
        StaLstmError: two modules have one name in two folders.
    """
    sources: dict[str, str] = {}
    constants: dict[str, str] = {}

    def visit(path: str) -> None:
        if path in sources:
            return
        name = posixpath.basename(path)
        if constants.setdefault(name, path) != path:
            raise StaLstmError(f"two modules of the player are called {name}: {constants[name]} and {path}.")
        code = _COMMENT.sub("", (_ASSETS / f"{path}.js").read_text(encoding="utf-8"))
        folder = posixpath.dirname(path)
        for _, imported in _IMPORT.findall(code):
            visit(posixpath.normpath(posixpath.join(folder, imported)))
        exported = ", ".join(_EXPORT.findall(code))
        code = _IMPORT.sub(lambda match: f"const {{{match[1]}}} = {posixpath.basename(match[2])}Module;", code)
        code = _EXPORT.sub("", code)
        sources[path] = f"const {name}Module = (() => {{\n{code}\nreturn {{ {exported} }};\n}})();"

    visit(entry)
    return _INDENT.sub("", "\n".join(sources.values()))


def component_script(entry: str, function: str) -> str:
    """What Streamlit takes as the script of a component: the path, within ``assets``, of a file of all its modules.

    One by one, seventy modules of which each names the next ones make a page wait for the network seven times over. The
    file is made when it is first asked for, and anew when a module changes. Where the package cannot be written to, it
    is the script itself, which Streamlit then sends with each run of a page.

    Args:
        entry: path of a module within ``assets``, without its suffix.
        function: that it exports, and that Streamlit is to call.
    """
    name = posixpath.basename(entry)
    script = f"{bundled_script(entry)}\nexport default {name}Module.{function};\n"
    # Browsers keep what they fetched under a name: other modules, another name.
    made = f"{name}-{hashlib.sha256(script.encode()).hexdigest()[:12]}.js"
    if not isinstance(_ASSETS, Path):
        return script
    try:
        if os.access(_ASSETS / made, os.R_OK):
            with contextlib.suppress(OSError):
                os.utime(_ASSETS / made)  # it is in use
        else:
            _write(_ASSETS / made, script)
    except OSError:
        return script
    return made


def _write(path: Path, text: str) -> None:
    """Write a file at once, for whoever reads it meanwhile, and take away all but the newest that it stands for now."""
    name = path.name.rpartition("-")[0]
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        new = Path(folder) / path.name
        new.write_text(text, encoding="utf-8")
        new.chmod(0o644)  # whoever serves it next may be another user
        new.replace(path)
    with contextlib.suppress(OSError):  # another process was faster
        known = sorted(path.parent.glob(f"{name}-*.js"), key=lambda each: each.stat().st_mtime, reverse=True)
        for old in known[_KEPT:]:
            old.unlink()
