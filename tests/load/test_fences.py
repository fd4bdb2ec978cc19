"""Attempts on a running app that must lead nowhere: others' files, paths out of the app, forged requests."""

import asyncio
import http.client
import os
from urllib.parse import urlsplit

import pytest
from apart import run_apart
from load.visitor import COOKIE, visiting
from made import small_clip
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from sta_lstm.formats.load import writer_of

pytestmark = pytest.mark.slow

CLIP = "or upload your own recording"
SMALL = writer_of("secret.npz")[1](small_clip(name="secret"))


def answer(server, path, method="GET", body=None, **headers):
    """Status, headers and body of the answer to a path that is sent as it is, dots and all."""
    parts = urlsplit(server.address)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
    try:
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        found = connection.getresponse()
        return found.status, found.headers, found.read()
    finally:
        connection.close()


UP = (
    "../../../../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/etc/passwd",
    "%252e%252e/etc/passwd",
)
UP += ("/etc/passwd", "%2fetc%2fpasswd", "..\\..\\etc\\passwd", "%00/etc/passwd", "C:/Windows/win.ini")
ROOTS = ("/media/", "/component/player/", "/_stcore/bidi-components/player/", "/static/", "/app/static/", "/")


@pytest.mark.parametrize("root", ROOTS)
def test_no_path_leads_out_of_the_app(server, root):
    for path in UP:
        status, headers, body = answer(server, root + path)
        assert b"root:" not in body
        assert b"[fonts]" not in body
        assert status in (400, 403, 404) or "text/html" in headers["Content-Type"], (root + path, status)


def test_source_and_settings_are_not_served(server):
    for path in (
        "/app.py",
        "/app_pages/inspect.py",
        "/.streamlit/config.toml",
        "/.streamlit/secrets.toml",
        "/media/app.py",
    ):
        status, _, body = answer(server, path)
        assert status in (403, 404) or b"<!doctype html>" in body.lower(), path
        assert b"streamlit as st" not in body
        assert b"[server]" not in body


def test_an_upload_needs_the_token_a_session_and_a_size(server):
    async def attempts():
        async with visiting(server.address) as visitor:
            await visitor.run()
            _, path = await visitor.address_for("a.csv")
            nobody = path.replace(visitor.session, "nobody")
            return [
                await visitor.put(path, "a.csv", b"1", X_Xsrftoken="forged"),
                await visitor.put(path, "a.csv", b"1", Cookie=f"{COOKIE}=forged"),
                await visitor.put(nobody, "a.csv", b"1"),
                answer(server, path, "DELETE")[0],
                answer(server, path, "PUT", Content_Length=str(10**10))[0],
                await visitor.put(path, "a.csv", b"1"),
            ]

    assert run_apart(attempts()) == [403, 403, 400, 403, 403, 204]


def test_more_than_the_limit_is_refused_unread(server):
    async def attempt():
        async with visiting(server.address) as visitor:
            await visitor.run()
            _, path = await visitor.address_for("a.csv")
            cookie = {"X_Xsrftoken": visitor.token, "Cookie": f"{COOKIE}={visitor.token}"}
            return await asyncio.to_thread(answer, server, path, "PUT", None, Content_Length=str(10**10), **cookie)

    assert run_apart(attempt())[0] == 413


def test_an_upload_cannot_be_fetched(server):
    async def attempt():
        async with visiting(server.address) as visitor:
            page = await visitor.run()
            await visitor.upload(page, CLIP, "secret.npz", SMALL)
            path = visitor.state_of(page.widgets["file_uploader", CLIP].id).file_uploader_state_value
            return answer(server, path.uploaded_file_info[0].file_urls.upload_url)[2]

    body = run_apart(attempt())
    assert SMALL[:50] not in body


def test_the_id_of_anothers_file_gives_nothing(server):
    async def attempt():
        async with visiting(server.address) as owner, visiting(server.address) as thief:
            page, other = await owner.run(), await thief.run()
            before = list(other.widgets["selectbox", "Clip"].options)
            own = await owner.upload(page, CLIP, "secret.npz", SMALL)
            loot = owner.state_of(page.widgets["file_uploader", CLIP].id).file_uploader_state_value
            mine = thief.state_of(other.widgets["file_uploader", CLIP].id).file_uploader_state_value
            mine.CopyFrom(loot)
            got = await thief.run()
            return before, list(own.widgets["selectbox", "Clip"].options), got

    before, owned, got = run_apart(attempt())
    assert "Yours · secret.npz" in owned
    assert list(got.widgets["selectbox", "Clip"].options) == before
    assert got.errors == []


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1.evil.example"])
def test_pages_of_other_origins_are_not_connected(server, origin):
    async def attempt():
        address = server.address.replace("http", "ws") + "/_stcore/stream"
        async with connect(address, subprotocols=["streamlit"], origin=origin) as connection:
            await connection.recv()

    with pytest.raises((InvalidStatus, ConnectionClosed)):
        run_apart(attempt())


def test_garbage_ends_the_connection_and_nothing_else(server):
    async def attempt(frame):
        address = server.address.replace("http", "ws") + "/_stcore/stream"
        async with connect(address, subprotocols=["streamlit"], origin=server.address) as connection:
            await connection.send(frame)
            while True:
                await asyncio.wait_for(connection.recv(), 60)

    for frame in (b"\xff" * 1000, "text", os.urandom(2**20)):
        with pytest.raises(ConnectionClosed):
            run_apart(attempt(frame))
    assert answer(server, "/_stcore/health")[0] == 200


@pytest.mark.parametrize("query", ["clip=../../etc/passwd&checkpoint=/etc/passwd", "clip=%00", "clip=" + "x" * 9000])
def test_addresses_that_ask_for_what_is_not_here(server, query):
    async def attempt():
        async with visiting(server.address, query) as visitor:
            return await visitor.run()

    run = run_apart(attempt())
    assert run.errors == []
    assert any("address cannot be opened" in text for text in run.texts), run.texts
    assert not any("root:" in text for text in run.texts)


def test_a_message_without_a_kind_is_passed_over(server):
    async def attempt():
        async with visiting(server.address) as visitor:
            await visitor.send(BackMsg())
            return (await visitor.run()).errors

    assert run_apart(attempt()) == []
