"""A figure in one HTML file that needs no network: it can be mailed, or opened from disk."""

from __future__ import annotations

import html

import plotly.graph_objects as go

from sta_lstm.webpage import web_page
from sta_lstm.words import showable

_STYLE = """
body { margin: 0; background: #ffffff; color: #1f2430; font-family: system-ui, sans-serif; }
main { max-width: 1100px; margin: 0 auto; padding: 16px; }
h1 { margin: 0 0 4px; font-size: 28px; overflow-wrap: anywhere; }
p { margin: 0 0 12px; color: #4b5563; overflow-wrap: anywhere; }
"""
# Plotly's own script stands in the page, which is why the page has four to five megabytes.
_BODY = """<body>
<main>
<h1>{title}</h1>
<p>{caption}</p>
{figure}
</main>
</body>"""


def figure_html(figure: go.Figure, *, title: str, caption: str = "") -> str:
    """One self-contained HTML page with ``figure``, drawn for a light page, below its title and a caption.

    The page makes no request of any kind, which its content security policy also states.
    """
    drawn = figure.to_html(
        include_plotlyjs=True,
        full_html=False,
        config={"displaylogo": False, "responsive": True},
    )
    body = _BODY.format(title=html.escape(showable(title)), caption=html.escape(showable(caption)), figure=drawn)
    return web_page(body, title=title, style=_STYLE, scheme="light")
