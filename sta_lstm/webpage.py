"""What every HTML file of ours begins and ends with, and how it is put on disk."""

from __future__ import annotations

import html
import os
from pathlib import Path

from sta_lstm.errors import SettingsError

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; \
style-src 'unsafe-inline'; img-src data: blob:">
<meta name="color-scheme" content="{scheme}">
<title>{title}</title>
<style>
{style}
</style>
</head>
{body}
</html>
"""


def web_page(body: str, *, title: str, style: str, scheme: str) -> str:
    """One HTML page that makes no request of any kind, which its content security policy also states.

    Args:
        body: the body element, as HTML.
        title: any text; escaped here.
        style: the page's CSS.
        scheme: the themes it is made for: ``"light"`` or ``"light dark"``.
    """
    return _PAGE.format(body=body, title=html.escape(title), style=style, scheme=scheme)


def write_whole(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file that appears whole or not at all: it is written beside its place and then renamed.

    Raises:
        SettingsError: there is no such folder, the path is a folder, or the disk refuses.
    """
    path = Path(path)
    beside = path.with_name(f".{path.name[:80]}.{os.getpid()}.part")
    try:
        if not path.parent.is_dir():
            raise SettingsError(f"cannot write '{path}': there is no folder '{path.parent}'.")
        if path.is_dir():
            raise SettingsError(f"cannot write '{path}': it is a folder.")
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        raise SettingsError(f"cannot write '{path}': {error.strerror or error}.") from error
    finally:
        beside.unlink(missing_ok=True)
