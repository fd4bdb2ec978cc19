"""What every HTML file of ours begins and ends with."""

from __future__ import annotations

import html

from sta_lstm.words import showable

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
    return _PAGE.format(body=body, title=html.escape(showable(title)), style=style, scheme=scheme)
