"""`sta-lstm app --public` on a port of its own, and a visitor without a browser, who keeps cookies as one does."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

SECONDS_TO_START = 120


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def public_app(port, *options, folder):
    """The app, until the block ends; its errors are written to a file in the folder, where its log is too."""
    command = [sys.executable, "-m", "sta_lstm.cli", "app", "--public", "--address", "127.0.0.1", "--port", str(port)]
    command += ["--usage-log", str(folder / f"usage-{port}.jsonl"), *options]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("STA_LSTM_")}
    with (folder / f"errors-{port}.txt").open("wb") as errors:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=errors, stderr=errors)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0


def wait_for(address):
    """Wait until the server there says that it is well."""
    end = time.monotonic() + SECONDS_TO_START
    while Visitor(address).ask("GET", "/_stcore/health", patient=True)[0] != 200:
        assert time.monotonic() < end, f"nothing answers at {address}"
        time.sleep(0.25)


class Visitor:
    """One who asks at an address ``http://127.0.0.1:PORT``, and keeps the cookies that come back."""

    def __init__(self, address, cookies=()):
        self.address, self.cookies, self.session, self._open = address, dict(cookies), None, ExitStack()

    def ask(self, method, path, *, body=None, patient=False, **headers):
        """Status, headers and content of the answer."""
        sent = {"Cookie": self._cookie_line()} | {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=60)
        try:
            connection.request(method, path, body=body, headers=sent)
            answer = connection.getresponse()
            content = answer.read()
        except OSError:
            if not patient:
                raise
            return 0, {}, b""
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers, content

    def open_page(self):
        """What a browser does: fetch the page and a token, connect, wait until a page has run; the Guide is cheap."""
        for path in ("/", "/_stcore/health"):
            assert self.ask("GET", path)[0] == 200
        socket = self._open.enter_context(
            connect(
                self.address.replace("http:", "ws:") + "/_stcore/stream",
                subprotocols=["streamlit", self.token],
                additional_headers={"Cookie": self._cookie_line()},
                origin=self.address,
                max_size=None,
            )
        )
        message = BackMsg()
        message.rerun_script.page_name = "guide"
        socket.send(message.SerializeToString())
        for bytes_ in socket:
            answer = ForwardMsg.FromString(bytes_)
            if answer.WhichOneof("type") == "new_session":
                self.session = answer.new_session.initialize.session_id
            elif answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY and answer.HasField("script_finished"):
                return
        raise AssertionError("the server hung up")

    def upload(self, content, *, session=None, name="secret-name.csv"):
        """Put a file into the session; status of the answer."""
        body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\n\r\n' % name.encode()
        body += content + b"\r\n--x--\r\n"
        kind = "multipart/form-data; boundary=x"
        path = f"/_stcore/upload_file/{session or self.session}/7"
        return self.ask("PUT", path, body=body, Content_Type=kind, X_Xsrftoken=self.token)[0]

    @property
    def token(self):
        return self.cookies["_streamlit_xsrf"]

    def leave(self):
        self._open.close()

    def _cookie_line(self):
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())
