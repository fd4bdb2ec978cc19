"""``sta-lstm app --public``: what it asks for, what it refuses, and what it tells the server."""

import socket
import sys

import pytest

from sta_lstm.cli import main, public
from sta_lstm.cli.supervisor import GIGABYTE, Supervisor
from sta_lstm.serving import LOGIN_VARIABLE, MEMORY_VARIABLE, SUPERVISOR_VARIABLE, USAGE_VARIABLE, memory_of_machine

AUTH = """
[auth]
redirect_uri = "https://host.example/oauth2callback"
cookie_secret = "words"
client_id = "i"
client_secret = "s"
server_metadata_url = "https://provider.example/.well-known/openid-configuration"
"""


@pytest.fixture
def kept(monkeypatch):
    """What would have been kept running, at a port that is free."""
    found = []
    monkeypatch.setattr(public, "check_free", lambda address, port: None)
    monkeypatch.setattr(Supervisor, "run", lambda supervisor: found.append(supervisor))
    return found


def serve(*words):
    return main(["app", "--public", "--address", "127.0.0.1", *words])


def test_the_server_is_told_all_that_bounds_it(kept, tmp_path, capsys):
    log = tmp_path / "usage.jsonl"
    assert serve("--port", "8660", "--memory", "1", "--usage-log", str(log), "--", "--server.baseUrlPath", "sta") == 0
    (supervisor,) = kept
    assert supervisor.command[:4] == [sys.executable, "-m", "streamlit", "run"]
    assert supervisor.command[4].endswith("public.py")
    assert {
        "--server.address=127.0.0.1",
        "--server.port=8660",
        "--server.maxUploadSize=32",
        "--server.enableXsrfProtection=true",
        "--server.enableCORS=true",
    } <= set(supervisor.command)
    assert supervisor.command[-2:] == ["--server.baseUrlPath", "sta"]
    assert supervisor.limit == GIGABYTE
    assert supervisor.environment[USAGE_VARIABLE] == str(log)
    assert supervisor.environment[SUPERVISOR_VARIABLE]
    assert supervisor.environment[MEMORY_VARIABLE] == str(GIGABYTE)
    assert LOGIN_VARIABLE not in supervisor.environment
    assert "serving at http://127.0.0.1:8660, with at most 1.0 GB" in capsys.readouterr().err


def test_left_to_itself_it_takes_part_of_the_machine_and_logs_to_the_error_output(kept):
    assert serve() == 0
    (supervisor,) = kept
    assert GIGABYTE <= supervisor.limit <= max(memory_of_machine(), GIGABYTE)
    assert supervisor.environment[USAGE_VARIABLE] == "-"
    assert f"--server.port={public.DEFAULT_PORT}" in supervisor.command


def test_a_machine_without_much_still_serves(kept, monkeypatch):
    monkeypatch.setattr(public, "memory_of_machine", lambda: GIGABYTE // 2)
    assert serve() == 0
    assert kept[0].limit == GIGABYTE


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--public"], "--public needs --address"),
        (["--address", "0.0.0.0"], "--address goes with --public"),
        (["--port", "80"], "--port goes with --public"),
        (["--memory", "2"], "--memory goes with --public"),
        (["--usage-log", "x"], "--usage-log goes with --public"),
        (["--login", "x"], "--login goes with --public"),
        (["--public", "--address", "127.0.0.1", "--memory", "0.2"], "The app needs 1 GB"),
        (["--public", "--address", "127.0.0.1", "--memory", "1e9"], "this machine has"),
        (["--public", "--address", "127.0.0.1", "--memory", "nan"], "--memory is nan GB"),
        (["--public", "--address", "127.0.0.1", "--port", "99999"], "--port is 99999"),
        (["--public", "--address", "not an address"], "--address 'not an address' is not"),
        (["--public", "--address", "127.0.0.1", "--usage-log", "/no/such/folder/x"], "cannot be written"),
    ],
)
def test_what_cannot_be_served_is_refused_in_a_sentence(kept, capsys, words, says):
    assert main(["app", *words]) == 2
    assert says in capsys.readouterr().err
    assert kept == []


def test_a_place_where_no_server_can_be_is_said_before_one_is_started(monkeypatch, capsys):
    monkeypatch.setattr(Supervisor, "run", lambda _: pytest.fail("a server was started"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert serve("--port", str(taken.getsockname()[1])) == 2
    assert "Choose another port" in capsys.readouterr().err
    assert main(["app", "--public", "--address", "192.0.2.1"]) == 2  # an address for examples, no machine's
    assert "an address that this machine has" in capsys.readouterr().err


def test_a_login_file_is_handed_on(kept, tmp_path):
    file = tmp_path / "login.toml"
    file.write_text(AUTH)
    assert serve("--login", str(file)) == 0
    (supervisor,) = kept
    assert f"--secrets.files={file}" in supervisor.command
    assert supervisor.environment[LOGIN_VARIABLE] == "1"


def test_several_providers_share_what_is_said_once(kept, tmp_path):
    file = tmp_path / "login.toml"
    once, each = AUTH.split("client_id")
    file.write_text(f"{once}[auth.campus]\nclient_id{each}[auth.guests]\nclient_id{each}")
    assert serve("--login", str(file)) == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "cannot be read as TOML"),
        (b"\xff", "cannot be read as TOML"),
        (b"[auth", "cannot be read as TOML"),
        (b"", "has no table [auth]"),
        (b"auth = 1", "has no table [auth]"),
        (b"[auth]", "has no redirect_uri, no cookie_secret, no client_id"),
        (AUTH.replace('"words"', '""').encode(), "has no cookie_secret."),
        ((AUTH + "[auth.campus]\n").encode(), "has no campus.client_id, no campus.client_secret"),
    ],
)
def test_a_login_file_that_lets_nobody_in_is_refused(kept, tmp_path, capsys, content, says):
    file = tmp_path / "login.toml"
    if content is not None:
        file.write_bytes(content)
    assert serve("--login", str(file)) == 2
    assert says in capsys.readouterr().err
    assert kept == []


def test_without_authlib_it_says_what_to_install(kept, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(public.importlib.util, "find_spec", lambda _: None)
    assert serve("--login", str(tmp_path / "login.toml")) == 2
    assert "pip install 'sta-lstm[login]'" in capsys.readouterr().err
