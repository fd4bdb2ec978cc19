"""What the guard lets through, whose files it takes, and the headers of every answer."""

import re

import pytest
import streamlit as st
from apart import run_apart
from starlette.responses import PlainTextResponse

from sta_lstm.ui.serving.guard import _NEEDED, Guard, security_headers
from sta_lstm.ui.session import usage
from sta_lstm.ui.session.usage import Usage


@pytest.fixture
def counting(monkeypatch):
    """Counts, in which the session ``here`` has shown a page."""
    found = Usage()
    found.start()
    monkeypatch.setattr(usage, "session_id", lambda: "here")
    with found.page_run():
        pass
    return found


@pytest.fixture
def ask(counting):
    """Status, headers and content of what a guard answers before a server that answers everything."""

    async def server(scope, receive, send):
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
            return
        while (await receive()).get("more_body"):
            pass
        status = int(dict(scope["headers"]).get(b"answer", b"200"))
        await PlainTextResponse("streamlit's", status)(scope, receive, send)

    def asked(path, *, method="GET", kind="http", body=(b"",), **headers):
        parts = iter(body)
        left = len(body)
        sent = []

        async def receive():
            nonlocal left
            left -= 1
            return {"type": "http.request", "body": next(parts), "more_body": left > 0}

        async def send(message):
            sent.append(message)

        named = [(name.encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": kind, "method": method, "path": path, "headers": named}
        run_apart(Guard(server, counting)(scope, receive, send))
        if kind == "websocket":
            return sent[0]["type"]
        found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return sent[0]["status"], found, b"".join(each.get("body", b"") for each in sent[1:])

    return asked


OWN = ["/_stcore/health", "/_stcore/host-config", "/_stcore/bidi-components/player/x.js", "/static/js/a.js", "/media/7"]


@pytest.mark.parametrize(
    "path", ["/", "/evidence", *OWN, "/oauth2callback", "/auth/login", "/evidence/_stcore/metrics"]
)
def test_what_pages_need_is_let_through(ask, path):
    assert ask(path)[0] == 200


CLOSED = [
    "metrics",
    "metrics/",
    "/metrics",
    "",
    "agent/interact",
    "agent/openapi.json",
    "agent/mcp",
    "script-health-check",
]


@pytest.mark.parametrize("path", CLOSED)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_what_no_page_needs_is_closed(ask, path, method):
    status, headers, content = ask(f"/_stcore/{path}", method=method)
    assert status == 404
    assert content != b"streamlit's"
    assert headers["x-frame-options"] == "DENY"


def test_of_what_streamlit_answers_only_what_is_needed_is_open(ask):
    """Whatever this release answers to: a new address is closed until somebody opens it."""
    app = st.App(__file__)._build_starlette_app()
    words = [route.path.split("/") for route in app.routes if route.path.startswith("/_stcore/")]
    assert {word[2] for word in words} >= _NEEDED
    assert {word[2] for word in words} > _NEEDED
    for word in words:
        path = re.sub(r"\{.*?\}", "7", "/".join(word))
        assert (ask(path)[0] == 200) is (word[2] in _NEEDED), path


def test_below_an_address_of_its_own_it_is_the_same(ask, monkeypatch):
    monkeypatch.setattr(st, "get_option", lambda name: {"server.baseUrlPath": "/sta/lstm/"}.get(name, []))
    assert ask("/sta/lstm/_stcore/metrics")[0] == 404
    assert ask("/sta/lstm/_stcore/health")[0] == 200
    assert ask("/_stcore/metrics")[0] == 404


def test_files_are_taken_from_sessions_that_show_a_page(ask, counting):
    taken = ask("/_stcore/upload_file/here/7", method="PUT", body=(b"ab", b"cde"), answer="204")
    assert taken[0] == 204
    (line,) = counting.report(lambda _: True)
    assert (line["uploads"], line["upload_bytes"]) == (1, 5)


@pytest.mark.parametrize("path", ["there/7", "", "here", "HERE/7", "..%2fhere/7"])
def test_files_of_nobody_are_refused(ask, counting, path):
    counting.report(lambda _: True)
    status, _, content = ask(f"/_stcore/upload_file/{path}", method="PUT", body=(b"ab",), answer="413")
    assert status in (403, 413)
    assert (status == 403) is (path != "here")
    assert content
    assert counting.report(lambda _: True) == []


def test_a_file_that_streamlit_refuses_is_not_counted(ask, counting):
    counting.report(lambda _: True)
    assert ask("/_stcore/upload_file/here/7", method="PUT", body=(b"ab",), answer="413")[0] == 413
    assert counting.report(lambda _: True) == []


@pytest.mark.parametrize(
    ("headers", "taken"),
    [
        ({"host": "here:8501", "origin": "http://here:8501"}, True),
        ({"host": "here", "origin": "https://here"}, True),
        ({"host": "here"}, True),
        ({"host": "here", "origin": "https://there"}, False),
        ({"host": "here", "origin": "null"}, False),
        ({"host": "here", "origin": ""}, False),
        ({"host": "here", "origin": "http://["}, False),
        ({"host": "here", "origin": "http://here.there"}, False),
        ({"host": "here:8501", "origin": "http://here:8502"}, False),
        ({"host": "here", "origin": "http://localhost"}, False),
        ({"origin": "http://here"}, False),
    ],
)
def test_pages_of_other_servers_get_no_connection(ask, headers, taken):
    found = ask("/_stcore/stream", kind="websocket", **headers)
    assert found == ("websocket.accept" if taken else "websocket.close")


def test_a_server_that_is_named_gets_one(ask, monkeypatch):
    options = {"server.corsAllowedOrigins": ["https://there"]}
    monkeypatch.setattr(st, "get_option", options.get)
    assert ask("/_stcore/stream", kind="websocket", host="here", origin="https://there") == "websocket.accept"


def test_the_policy_allows_streamlits_own_page_and_nothing_inline():
    rules = dict(rule.split(" ", 1) for rule in security_headers()["Content-Security-Policy"].split("; "))
    assert rules["frame-ancestors"] == rules["object-src"] == "'none'"
    scripts = rules["script-src"].split()
    assert "'unsafe-inline'" not in scripts
    assert "'unsafe-eval'" not in scripts
    assert any(word.startswith("'sha256-") for word in scripts)
    assert not re.search(r"https?:|\*", " ".join(rules.values()))
