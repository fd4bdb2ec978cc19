"""The recipe in ``serving/``, driven: nginx from its own file, two processes, visitors who come through it."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from served import Visitor, free_port, public_app, wait_for

from sta_lstm.cli.public import MAX_UPLOAD_MB

pytestmark = [pytest.mark.nginx, pytest.mark.slow]

RECIPE = Path(__file__).parents[2] / "serving"
NGINX = shutil.which("nginx", path=os.environ.get("PATH", "") + os.pathsep + "/usr/sbin")
MAIN = """
daemon off; worker_processes 1; error_log {folder}/error.log; pid {folder}/nginx.pid;
events {{ worker_connections 256; }}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    {server}
}}
"""


def with_own(text, port, apps):
    """The recipe's configuration, with ports of this machine and no certificate: nothing else is changed."""
    for old, new in (
        ("listen 443 ssl;", f"listen 127.0.0.1:{port};"),
        ("127.0.0.1:8601", f"127.0.0.1:{apps[0]}"),
        ("127.0.0.1:8602", f"127.0.0.1:{apps[1]}"),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    text, removed = re.subn(r"^ *ssl_certificate(_key)? .*\n", "", text, flags=re.MULTILINE)
    assert removed == 2
    return text


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Address of the proxy, ports of the two apps, and the folder of their logs."""
    if NGINX is None:
        pytest.skip("nginx is not installed")
    folder = tmp_path_factory.mktemp("served")
    port, *apps = (free_port() for _ in range(3))
    configuration = folder / "nginx.conf"
    server = with_own((RECIPE / "nginx.conf").read_text(), port, apps)
    configuration.write_text(MAIN.format(folder=folder, server=server))
    with public_app(apps[0], folder=folder), public_app(apps[1], folder=folder):
        proxy = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(configuration)], stderr=subprocess.DEVNULL)
        try:
            for each in (*apps, port):
                wait_for(f"http://127.0.0.1:{each}")
            yield f"http://127.0.0.1:{port}", apps, folder
        finally:
            proxy.send_signal(signal.SIGTERM)
            proxy.wait(timeout=20)
    read_logs(folder)


EXPECTED = {"sessions": 0, "uploads": 0}


def read_logs(folder):
    """What the processes wrote of their visitors as they ended: all that happened, and nobody's name."""
    text = "".join(path.read_text() for path in folder.glob("usage-*.jsonl"))
    lines = [json.loads(line) for line in text.splitlines()]
    assert len({line["session"] for line in lines}) == EXPECTED["sessions"]
    assert sum(line["page_runs"] for line in lines) == EXPECTED["sessions"]
    assert sum(line["uploads"] for line in lines) == EXPECTED["uploads"]
    assert sum(line["processor_s"] for line in lines) > 0
    assert "127.0.0.1" not in text
    assert "secret-name" not in text


@pytest.mark.slow
def test_visitors_stay_with_their_process(served):
    address, apps, _ = served
    used, visitors = set(), []
    while len(used) < 2 or len(visitors) < 4:
        assert len(visitors) < 24, "all visitors are sent to one process"
        visitor = Visitor(address)
        visitor.open_page()
        visitors.append(visitor)
        EXPECTED["sessions"] += 1
        for _ in range(3):  # each on a connection of its own
            assert visitor.upload(b"0,1,2") == 204
            EXPECTED["uploads"] += 1
        # Asked past the proxy, one process takes the file, and it is the only one: the session lies there alone.
        taken = [
            Visitor(f"http://127.0.0.1:{app}", visitor.cookies).upload(b"3", session=visitor.session) for app in apps
        ]
        assert sorted(taken) == [204, 403]
        EXPECTED["uploads"] += 1
        used.add(taken.index(204))
    for visitor in visitors:
        visitor.leave()


@pytest.mark.slow
def test_a_cookie_that_nginx_did_not_deal_out_is_replaced(served):
    for wrong in ("7", "A" * 32, "0" * 4000):
        visitor = Visitor(served[0], {"sta_lstm_visitor": wrong})
        assert visitor.ask("GET", "/_stcore/health")[0] == 200
        assert re.fullmatch("[0-9a-f]{32}", visitor.cookies["sta_lstm_visitor"])
        kept = dict(visitor.cookies)
        visitor.ask("GET", "/_stcore/health")
        assert visitor.cookies["sta_lstm_visitor"] == kept["sta_lstm_visitor"]


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/%6detrics", "//_stcore/metrics", "/x/_stcore/metrics"])
def test_metrics_are_nobodys_business(served, path):
    address, apps, _ = served
    for each in (address, *(f"http://127.0.0.1:{app}" for app in apps)):
        status, _, content = Visitor(each).ask("GET", path)
        assert status == 404 or b"<title>Streamlit</title>" in content  # the page itself, as for any other address
        assert b"session" not in content.lower() or status == 200
        assert b"# TYPE" not in content


@pytest.mark.slow
def test_every_answer_bears_the_headers_once(served):
    for path in ("/", "/_stcore/health", "/evidence", "/static/none.js"):
        _, headers, _ = Visitor(served[0]).ask("GET", path)
        assert headers.get_all("X-Frame-Options") == ["DENY"]
        assert headers.get_all("X-Content-Type-Options") == ["nosniff"]
        assert headers.get_all("Referrer-Policy") == ["no-referrer"]
        (policy,) = headers.get_all("Content-Security-Policy")
        assert "script-src 'self'" in policy
        assert headers["Strict-Transport-Security"]


@pytest.mark.slow
def test_what_is_too_large_is_refused_unread(served):
    address, apps, _ = served
    too_long = str((MAX_UPLOAD_MB + 2) * 2**20)
    visitor = Visitor(address)
    assert visitor.ask("PUT", "/_stcore/upload_file/a/7", Content_Length=too_long)[0] == 413
    visitor = Visitor(f"http://127.0.0.1:{apps[0]}")
    visitor.open_page()
    EXPECTED["sessions"] += 1
    path = f"/_stcore/upload_file/{visitor.session}/7"
    assert visitor.ask("PUT", path, Content_Length=too_long, X_Xsrftoken=visitor.token)[0] == 413
    visitor.leave()


@pytest.mark.slow
def test_whoever_sends_too_many_files_is_told_to_wait(served):
    visitor = Visitor(served[0])
    found = [visitor.ask("PUT", "/_stcore/upload_file/a/7")[0] for _ in range(80)]
    assert found[:20] == [403] * 20  # sessions without a page
    assert 429 in found[40:]


def test_the_recipe_bounds_a_body_as_the_app_bounds_a_file():
    (megabytes,) = re.findall(r"client_max_body_size (\d+)m;", (RECIPE / "nginx.conf").read_text())
    assert int(megabytes) == MAX_UPLOAD_MB + 1


@pytest.fixture(scope="module")
def units(tmp_path_factory):
    """The units, with a program that is on this machine, and one process named."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    folder = tmp_path_factory.mktemp("units")
    for path in (RECIPE / "systemd").iterdir():
        text = path.read_text()
        assert text.count("/opt/sta-lstm/bin/sta-lstm") == (path.suffix == ".service")
        (folder / path.name).write_text(text.replace("/opt/sta-lstm/bin/sta-lstm", sys.executable))
    shutil.copy(folder / "sta-lstm@.service", folder / "sta-lstm@8601.service")
    return sorted(path for path in folder.iterdir() if "@." not in path.name)


def analyze(*words):
    return subprocess.run(["systemd-analyze", *map(str, words)], capture_output=True, text=True, check=False)


def test_systemd_takes_the_units(units):
    done = analyze("verify", "--man=no", *units)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_service_is_shut_in(units):
    done = analyze("security", "--offline=true", "--threshold=20", *(unit for unit in units if "@" in unit.name))
    assert done.returncode == 0, done.stdout[-300:] + done.stderr


def test_the_service_runs_a_command_that_there_is(units):
    """Its options are those of the command line, with the memory that it says."""
    from sta_lstm.cli.main import _parser

    (line,) = re.findall(r"^ExecStart=\S+ (.*)$", (RECIPE / "systemd" / "sta-lstm@.service").read_text(), re.MULTILINE)
    options = _parser().parse_args(line.replace("%i", "8601").split())
    assert (options.public, options.address, options.port, options.memory) == (True, "127.0.0.1", 8601, 3)
