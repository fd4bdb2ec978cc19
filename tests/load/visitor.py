"""A visitor without a browser, who speaks Streamlit's protocol: asks for a page, chooses in its lists, uploads files.

What a browser sends is sent here too, from the token against forged requests to the order in which a file is uploaded.
Nothing is drawn: what is measured is the server.
"""

import asyncio
import http.client
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from uuid import uuid4

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

COOKIE = "_streamlit_xsrf"
#: Seconds after which a visitor gives up.
PATIENCE_S = 240


class GaveUpError(Exception):
    """The page did not come in time, or the server hung up."""


@dataclass
class Run:
    """What one run of the page brought.

    Attributes:
        first_s: seconds from the question to the first element.
        page_s: seconds to the end of the run.
        n_bytes: of all messages.
        widgets: those of the page by kind and label, as they were sent.
        texts: of alerts and of Streamlit's own boxes for errors.
    """

    first_s: float | None = None
    page_s: float | None = None
    n_bytes: int = 0
    widgets: dict = field(default_factory=dict)
    texts: list = field(default_factory=list)
    errors: list = field(default_factory=list)


@asynccontextmanager
async def visiting(address, query=""):
    """A visitor of the app at an address ``http://127.0.0.1:PORT``, until they close the page."""
    token = await asyncio.to_thread(_token, address)
    protocols = ["streamlit", token]
    headers = {"Cookie": f"{COOKIE}={token}"}
    socket = address.replace("http://", "ws://") + "/_stcore/stream"
    async with connect(
        socket,
        subprotocols=protocols,
        additional_headers=headers,
        origin=address,
        max_size=None,
        open_timeout=PATIENCE_S,
    ) as connection:
        yield Visitor(address, token, connection, query)


class Visitor:
    """One who is on the page; made by `visiting`."""

    def __init__(self, address, token, connection, query):
        self.address, self.token, self.session = address, token, None
        self._connection, self._query = connection, query
        self._states, self._page = {}, ""

    async def run(self):
        """Ask for the page with all that was chosen so far, and wait for its end: a `Run`."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_script_hash = self._query, self._page
        state.widget_states.widgets.extend(self._states.values())
        return await self._run(message)

    async def choose(self, run, label, option):
        """Choose an option in the list with that label."""
        self._state(run.widgets["selectbox", label].id).string_value = option
        return await self.run()

    async def upload(self, run, label, name, content):
        """Put a file into the upload field with that label, in place of those that it held."""
        file_id, address = await self.address_for(name)
        status = await self.put(address, name, content)
        if status != 204:
            raise GaveUpError(f"the upload was answered with status {status}")
        state = self._state(run.widgets["file_uploader", label].id).file_uploader_state_value
        state.ClearField("uploaded_file_info")
        info = state.uploaded_file_info.add(name=name, size=len(content), file_id=file_id)
        info.file_urls.file_id, info.file_urls.upload_url, info.file_urls.delete_url = file_id, address, address
        return await self.run()

    async def address_for(self, name):
        """Where the server wants a file to be put: its id, and the path."""
        message = BackMsg()
        request = message.file_urls_request
        request.request_id, request.session_id = uuid4().hex, self.session
        request.file_names.append(name)
        await self._connection.send(message.SerializeToString())
        async for answer in self._answers():
            if answer.WhichOneof("type") == "file_urls_response":
                (place,) = answer.file_urls_response.file_urls
                return place.file_id, place.upload_url
        raise GaveUpError("the server hung up")

    async def put(self, path, name, content, **headers):
        """Send a file's bytes to a path; the status of the answer. ``headers`` take the place of the browser's."""
        return await asyncio.to_thread(_put, self.address, self.token, path, name, content, headers)

    async def send(self, message):
        """Send a message that no browser would, and wait for no answer."""
        await self._connection.send(message.SerializeToString())

    def state_of(self, widget_id):
        """What will be sent as the state of a widget: for those who send what no browser would."""
        return self._state(widget_id)

    def _state(self, widget_id):
        if widget_id not in self._states:
            self._states[widget_id] = BackMsg().rerun_script.widget_states.widgets.add(id=widget_id)
        return self._states[widget_id]

    async def _run(self, message):
        begin, run = time.perf_counter(), Run()
        await self._connection.send(message.SerializeToString())
        async for answer in self._answers():
            kind = answer.WhichOneof("type")
            run.n_bytes += answer.ByteSize()
            if kind == "new_session":
                self.session = answer.new_session.initialize.session_id
                self._page = answer.new_session.page_script_hash
            elif kind == "delta":
                run.first_s = run.first_s or time.perf_counter() - begin
                _take(run, answer.delta)
            elif kind == "script_finished" and answer.script_finished in _ENDS:
                run.page_s = time.perf_counter() - begin
                return run
        raise GaveUpError("the server hung up")

    async def _answers(self):
        end = time.monotonic() + PATIENCE_S
        try:
            while True:
                answer = ForwardMsg()
                async with asyncio.timeout(end - time.monotonic()):
                    answer.ParseFromString(await self._connection.recv())
                yield answer
        except (TimeoutError, OSError) as error:
            raise GaveUpError(f"no page within {PATIENCE_S} s") from error


#: A run that ends early for the next one is no end.
_ENDS = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_WITH_COMPILE_ERROR)


def _take(run, delta):
    """Note what an element of the page is, as far as anybody asks."""
    element = delta.new_element
    kind = element.WhichOneof("type")
    if kind in ("selectbox", "file_uploader"):
        widget = getattr(element, kind)
        run.widgets[kind, widget.label] = widget
    elif kind == "exception":
        run.errors.append(element.exception.message)
    elif kind == "alert":
        run.texts.append(element.alert.body)
        if element.alert.format == Alert.ERROR:
            run.errors.append(element.alert.body)


def _token(address):
    """The token that the server gives to every browser before anything else."""
    connection = _open(address)
    connection.request("GET", "/_stcore/health")
    cookies = connection.getresponse().headers.get_all("Set-Cookie") or []
    connection.close()
    return next((each.split(";")[0].partition("=")[2] for each in cookies if each.startswith(f"{COOKIE}=")), "")


def _put(address, token, path, name, content, headers):
    boundary = uuid4().hex
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    body = (
        head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + content + f"\r\n--{boundary}--\r\n".encode()
    )
    sent = {
        "Content-Type": f"multipart/form-data; boundary={boundary}",
        "X-Xsrftoken": token,
        "Cookie": f"{COOKIE}={token}",
    }
    connection = _open(address)
    try:
        connection.request(
            "PUT", path, body=body, headers=sent | {key.replace("_", "-"): value for key, value in headers.items()}
        )
        return connection.getresponse().status
    finally:
        connection.close()


def _open(address):
    parts = urlsplit(address)
    return http.client.HTTPConnection(parts.hostname, parts.port, timeout=PATIENCE_S)
