"""The player in one HTML file that needs no network: it can be mailed, opened from disk, or put in a notebook."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sta_lstm.player.bundle import bundled_script, bundled_style
from sta_lstm.skeletons.quality.doubts import remarks_of
from sta_lstm.webpage import web_page
from sta_lstm.words import counted, listed, showable

_STYLE = """
body { margin: 0; background: var(--sta-background); font-family: system-ui, sans-serif; }
main { max-width: 1200px; margin: 0 auto; padding: 16px; }
h1 { margin: 0 0 12px; color: var(--sta-text); font-size: var(--sta-large); overflow-wrap: anywhere; }
details { margin: -8px 0 10px; color: var(--sta-text); font-size: var(--sta-body); line-height: 1.45; }
details { overflow-wrap: anywhere; }
details p, details ul { max-width: 80ch; margin: 4px 0 0; }
details ul { padding-left: 20px; }
summary { width: fit-content; padding: 2px 0; cursor: pointer; }
summary:focus-visible { outline: 2px solid var(--sta-accent); outline-offset: 2px; }
"""
_BODY = """<body class="sta-page">
<main>
<h1>{title}</h1>{verdicts}{about}
<div class="sta-player"></div>
</main>
<script type="application/json" id="payload">{payload}</script>
<script>
"use strict";
{script}
</script>
</body>"""

_VERDICT = """
<details>
<summary>{short}</summary>
<p>{sentence}</p>
</details>"""

_ABOUT = """
<details>
<summary>{summary}</summary>
<ul>{items}</ul>
</details>"""

_START = (
    'mountModule.mountPlayer(document.querySelector(".sta-player"), '
    'JSON.parse(document.getElementById("payload").textContent));'
)


def player_html(payload: Mapping[str, Any], *, title: str, verdicts: Sequence[tuple[str, str]] = ()) -> str:
    """One self-contained HTML page that plays ``payload``, as `player_payload` makes it.

    What is odd about the recordings, and what was assumed of them, stands in a fold beneath the heading. The page makes
    no request of any kind, which its content security policy also states.

    Args:
        payload: what the player draws.
        title: heading of the page; any text, escaped here.
        verdicts: what stands beneath the heading: in few words whether attention can be believed, and the sentence
            that unfolds from them; any text, escaped here.
    """
    body = _BODY.format(
        title=html.escape(showable(title)),
        verdicts="".join(
            _VERDICT.format(short=html.escape(showable(short)), sentence=html.escape(showable(sentence)))
            for short, sentence in verdicts
        ),
        about=_about(payload.get("clips", ())),
        payload=_script_safe(json.dumps(payload, separators=(",", ":"))),
        script=_script_safe_code(f"{bundled_script('host/mount')}\n{_START}"),
    )
    return web_page(body, title=title, style=bundled_style() + _STYLE, scheme="light dark")


def _about(clips: Sequence[Mapping[str, Any]]) -> str:
    """A fold that says how many remarks there are on the clips, and unfolds to them; nothing where there are none."""
    several = len({clip["name"] for clip in clips}) > 1
    notes: dict[str, None] = {}
    doubts: dict[str, None] = {}
    for clip in clips:
        whose = f"{clip['name']}: " if several else ""
        notes |= dict.fromkeys(whose + note for note in clip.get("notes", ()))
        doubts |= dict.fromkeys(whose + warning["text"] for warning in clip.get("warnings", ()))
    remarks = remarks_of(notes, doubts)
    if not remarks:
        return ""
    counts = [counted(len(some), noun) for some, noun in ((doubts, "doubt"), (notes, "note")) if some]
    items = "".join(f"<li>{html.escape(showable(remark))}</li>" for remark in remarks)
    return _ABOUT.format(summary=f"About this recording: {listed(counts)}", items=items)


def _script_safe(text: str) -> str:
    """JSON in which no character can end the script element that holds it."""
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _script_safe_code(code: str) -> str:
    return code.replace("</script", "<\\/script").replace("<!--", "<\\!--")
