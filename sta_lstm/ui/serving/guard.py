"""Between strangers and Streamlit's server: which addresses are answered, whose uploads are taken, under which headers.

Streamlit answers more than the app needs: counts of its sessions and caches, an interface for programs. Only what pages
need is let through, so that what a later Streamlit adds stays closed too.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sta_lstm.ui.session.usage import Usage

#: What pages need of Streamlit's own addresses.
_CORE = "_stcore"
_NEEDED = frozenset({"bidi-components", "health", "host-config", "stream", "upload_file"})
_INLINE = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


class Guard:
    """Lets through what pages need, and writes headers that keep them from being framed, sniffed or scripted.

    Args:
        app: Streamlit's server.
        usage: counts uploads, and knows whose pages have run: nobody else's files are taken.
    """

    def __init__(self, app: ASGIApp, usage: Usage) -> None:
        self._app, self._usage = app, usage
        self._headers = security_headers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or connection."""
        if scope["type"] == "http":
            await self._answer(scope, receive, self._with_headers(send))
        elif scope["type"] == "websocket" and not _is_own_page(scope):
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        words = _words(scope)
        if words[:1] == [_CORE] and (len(words) < 2 or words[1] not in _NEEDED):
            await PlainTextResponse("There is nothing here.", 404)(scope, receive, send)
        elif words[:2] == [_CORE, "upload_file"] and scope["method"] == "PUT":
            await self._take(words[2] if len(words) > 2 else "", scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _take(self, session: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand an upload on, and count it once it is taken."""
        if not self._usage.knows(session):
            await PlainTextResponse("Files are taken from open pages only.", 403)(scope, receive, send)
            return
        n_bytes = 0

        async def counting() -> Message:
            nonlocal n_bytes
            message = await receive()
            n_bytes += len(message.get("body", b""))
            return message

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < 300:
                self._usage.uploaded(session, n_bytes)
            await send(message)

        await self._app(scope, counting, noting)

    def _with_headers(self, send: Send) -> Send:
        async def sending(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        return sending


def security_headers() -> dict[str, str]:
    """Headers of every answer: scripts of this server alone, no frame around it, no guessing of types, no referrer."""
    page = Path(st.__file__).with_name("static") / "index.html"
    inline = [base64.b64encode(hashlib.sha256(text).digest()).decode() for text in _INLINE.findall(page.read_bytes())]
    rules = {
        "default-src": "'self'",
        "script-src": " ".join(["'self'", "'wasm-unsafe-eval'", *(f"'sha256-{each}'" for each in inline)]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "media-src": "'self' data: blob:",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in rules.items()),
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }


def _words(scope: Scope) -> list[str]:
    """The words of an address below that under which the app is served."""
    words = [word for word in scope["path"].split("/") if word]
    base = [word for word in str(st.get_option("server.baseUrlPath") or "").split("/") if word]
    return words[len(base) :] if words[: len(base)] == base else words


def _is_own_page(scope: Scope) -> bool:
    """Whether a page of this server asks for the connection, or a program that is no browser and so says of none.

    Streamlit would look up this machine's own address on the internet before it refuses one, and wait for that.
    """
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    if origin is None or origin in st.get_option("server.corsAllowedOrigins"):
        return True
    try:
        return urlsplit(origin).netloc == headers.get("host")
    except ValueError:  # as of http://[
        return False
