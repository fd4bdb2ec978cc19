"""The player in one HTML file that needs no network: it can be mailed, opened from disk, or put in a notebook."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from sta_lstm.webpage import web_page

_ASSETS = files("sta_lstm.player") / "assets"
_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([a-z]+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class) (\w+))", re.MULTILINE)
# Lines of comment, and types within a line: people read them in the package, not in each exported file.
_COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*\*(?:[^*]|\*(?!/))*\*/)[ \t]*\n|/\*\*[^\n]*?\*/ ?", re.MULTILINE)

_STYLE = """
body { margin: 0; background: var(--sta-background); font-family: system-ui, sans-serif; }
main { max-width: 1200px; margin: 0 auto; padding: 16px; }
h1 { margin: 0 0 12px; color: var(--sta-text); font-size: 20px; overflow-wrap: anywhere; }
"""
_BODY = """<body class="sta-page">
<main>
<h1>{title}</h1>
<div class="sta-player"></div>
</main>
<script type="application/json" id="payload">{payload}</script>
<script>
"use strict";
{script}
</script>
</body>"""

_START = (
    'mountModule.mountPlayer(document.querySelector(".sta-player"), '
    'JSON.parse(document.getElementById("payload").textContent));'
)


def player_html(payload: Mapping[str, Any], *, title: str) -> str:
    """One self-contained HTML page that plays ``payload``, as `player_payload` makes it.

    The page makes no request of any kind, which its content security policy also states.
    """
    body = _BODY.format(
        title=html.escape(title),
        payload=_script_safe(json.dumps(payload, separators=(",", ":"))),
        script=_script_safe_code(f"{_bundle('mount')}\n{_START}"),
    )
    style = (_ASSETS / "player.css").read_text(encoding="utf-8") + _STYLE
    return web_page(body, title=title, style=style, scheme="light dark")


def _script_safe(text: str) -> str:
    """JSON in which no character can end the script element that holds it."""
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _script_safe_code(code: str) -> str:
    return code.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _bundle(entry: str) -> str:
    """The module ``entry`` and all that it imports, as plain script: each becomes a constant that holds its exports.

    Our modules keep to named imports on one statement and ``export`` before a declaration, so that these two rules
    are enough and no bundler is needed.
    """
    sources: dict[str, str] = {}

    def visit(name: str) -> None:
        if name in sources:
            return
        code = _COMMENT.sub("", (_ASSETS / f"{name}.js").read_text(encoding="utf-8"))
        for _, imported in _IMPORT.findall(code):
            visit(imported)
        exported = ", ".join(_EXPORT.findall(code))
        code = _IMPORT.sub(lambda match: f"const {{{match[1]}}} = {match[2]}Module;", code)
        code = _EXPORT.sub("", code)
        sources[name] = f"const {name}Module = (() => {{\n{code}\nreturn {{ {exported} }};\n}})();"

    visit(entry)
    return "\n".join(sources.values())
