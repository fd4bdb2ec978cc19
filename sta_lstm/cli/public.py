"""``sta-lstm app --public``: the app for visitors from elsewhere, bounded, kept and counted."""

from __future__ import annotations

import argparse
import importlib.util
import os
import socket
import sys
import tomllib
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from sta_lstm.cli.supervisor import GIGABYTE, Supervisor
from sta_lstm.errors import SettingsError
from sta_lstm.serving import LOGIN_VARIABLE, MEMORY_VARIABLE, SUPERVISOR_VARIABLE, USAGE_VARIABLE, memory_of_machine

DEFAULT_PORT, MAX_PORT = 8501, 65535
#: Megabytes of one upload: eight minutes of two persons as CSV.
MAX_UPLOAD_MB = 32
#: Gigabytes that the app takes before its first visitor, and some of them.
MIN_MEMORY_GB = 1.0
_SHARE_OF_MACHINE = 0.75
#: What the table ``[auth]`` needs: once, and for each provider.
_ONCE = ("redirect_uri", "cookie_secret")
_EACH = ("client_id", "client_secret", "server_metadata_url")

HELP = f"""\
Serving others (--public): uploads of at most {MAX_UPLOAD_MB} MB, a server that is restarted when it ends or takes more
than its memory, addresses that no page needs closed (Streamlit's metrics among them), headers against framing and
foreign scripts, and a usage log. It protects from what visitors send; it does not encrypt, and whoever reaches the
address is a visitor: put a proxy with TLS before it, and --login where not everybody may come in. The folder serving/
of the source has units for systemd and a configuration of nginx, for several processes.

--login FILE is a TOML file, for nobody else to read:

  [auth]
  redirect_uri = "https://HOST/oauth2callback"
  cookie_secret = "LONG RANDOM WORDS, THE SAME FOR EVERY PROCESS"
  client_id = "FROM YOUR PROVIDER"
  client_secret = "FROM YOUR PROVIDER"
  server_metadata_url = "https://PROVIDER/.well-known/openid-configuration"

It takes pip install 'sta-lstm[login]'. Several providers are tables [auth.NAME] with the last three of these each.
Whoever the provider signs in comes in: let your provider say who that is.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments that go with ``--public``."""
    group = parser.add_argument_group("serving others")
    group.add_argument("--public", action="store_true", help="serve visitors from elsewhere: see below")
    group.add_argument(
        "--address",
        metavar="IP",
        help="with --public, which needs it: the address of this machine to serve at; 127.0.0.1 behind a proxy, "
        "0.0.0.0 for every network that this machine is in",
    )
    group.add_argument("--port", type=int, metavar="N", help=f"with --public: its port (default: {DEFAULT_PORT})")
    group.add_argument(
        "--memory",
        type=float,
        metavar="GB",
        help="with --public: the server is restarted when it takes more (default: three quarters of the machine's)",
    )
    group.add_argument(
        "--usage-log",
        metavar="FILE",
        help="with --public: add a line of JSON to this file each minute for each session that did something: a random "
        "number, seconds since it came, page runs, uploads and their bytes, seconds of processor; no addresses, no "
        "names (default: the error output)",
    )
    group.add_argument(
        "--login", metavar="FILE", help="with --public: visitors sign in, with the OpenID Connect provider of this file"
    )


def refuse_without_public(options: argparse.Namespace) -> None:
    """Raise `SettingsError` where something is set that goes with ``--public`` alone."""
    for name in ("address", "port", "memory", "usage_log", "login"):
        if getattr(options, name) is not None:
            shown = name.replace("_", "-")
            raise SettingsError(
                f"--{shown} goes with --public. Streamlit's own options follow --: -- --server.port 8600"
            )


def serve(app: Path, options: argparse.Namespace) -> None:
    """Serve until this process is asked to end.

    Args:
        app: the script that lays a guard around the app.
        options: what `add_arguments` declares, and what is ``passed_on`` to Streamlit.

    Raises:
        SettingsError: an option is missing or wrong, or the server does not start.
    """
    if options.address is None:
        raise SettingsError(
            "--public needs --address: the address of this machine that visitors reach. Add --address 127.0.0.1 behind "
            "a proxy on this machine, or --address 0.0.0.0 for every network that this machine is in."
        )
    limit, port = _limit(options.memory), _port(options)
    # Pages of many visitors are computed in turns, and one network's threads would only wait for another's.
    environment = (
        {"OMP_NUM_THREADS": "1"}
        | dict(os.environ)
        | {
            SUPERVISOR_VARIABLE: str(os.getpid()),
            MEMORY_VARIABLE: str(limit),
            USAGE_VARIABLE: _log(options.usage_log),
        }
    )
    command = [sys.executable, "-m", "streamlit", "run", str(app)]
    command += [f"--{name}={value}" for name, value in _streamlit_options(options.address, port).items()]
    if options.login is not None:
        command.append(f"--secrets.files={_login_file(options.login)}")
        environment[LOGIN_VARIABLE] = "1"
    host = f"[{options.address}]" if ":" in options.address else options.address
    _say(f"serving at http://{host}:{port}, with at most {limit / GIGABYTE:.1f} GB of memory.")
    Supervisor([*command, *options.passed_on], environment, limit, _say).run()


def _streamlit_options(address: str, port: int) -> dict[str, object]:
    return {
        "server.address": address,
        "server.port": port,
        "server.headless": "true",
        "server.maxUploadSize": MAX_UPLOAD_MB,
        "server.enableXsrfProtection": "true",
        "server.enableCORS": "true",  # Streamlit's name for refusing pages of other servers
        "browser.gatherUsageStats": "false",
        "logger.hideWelcomeMessage": "true",  # it asks the internet for this machine's address
    }


def _port(options: argparse.Namespace) -> int:
    """The port, once it and the address are such as a server can be at."""
    try:
        ip_address(options.address)
    except ValueError as error:
        raise SettingsError(f"--address '{options.address}' is not an IP address, such as 127.0.0.1.") from error
    port = DEFAULT_PORT if options.port is None else int(options.port)
    if not 1 <= port <= MAX_PORT:
        raise SettingsError(f"--port is {port}, and ports are 1 to {MAX_PORT}.")
    check_free(options.address, port)
    return port


def check_free(address: str, port: int) -> None:
    """Find out at once, rather than after several starts, that no server can be there.

    Raises:
        SettingsError: the port is taken, or not for this user, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ip_address(address).version == 6 else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as tried:
        if os.name == "posix":  # so that a server that has just ended is no hindrance; on Windows it means more
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((address, port))
        except OSError as error:
            raise SettingsError(
                f"cannot serve at --address {address} --port {port}: {error.strerror or error}. Choose another port, "
                "or an address that this machine has."
            ) from error


def _limit(gigabytes: float | None) -> int:
    machine = memory_of_machine()
    if gigabytes is None:
        return int(max(_SHARE_OF_MACHINE * machine, MIN_MEMORY_GB * GIGABYTE))
    if not MIN_MEMORY_GB <= gigabytes <= machine / GIGABYTE:
        raise SettingsError(
            f"--memory is {gigabytes:g} GB. The app needs {MIN_MEMORY_GB:g} GB, and this machine has "
            f"{machine / GIGABYTE:.1f} GB."
        )
    return int(gigabytes * GIGABYTE)


def _log(named: str | None) -> str:
    """What the server is told of its usage log.

    Raises:
        SettingsError: nothing can be added to that file.
    """
    if named is None:
        return "-"
    path = Path(named).expanduser().absolute()
    try:
        with path.open("a", encoding="utf-8"):
            return str(path)
    except OSError as error:
        raise SettingsError(f"--usage-log '{named}' cannot be written: {error.strerror or error}.") from error


def _login_file(named: str) -> Path:
    """The file by that name, which says all that signing in needs.

    Raises:
        SettingsError: it cannot be read, or something is missing in it or in this installation.
    """
    if importlib.util.find_spec("authlib") is None:
        raise SettingsError("--login needs Authlib: pip install 'sta-lstm[login]'")
    path = Path(named).expanduser().absolute()
    try:
        auth = tomllib.loads(path.read_text(encoding="utf-8")).get("auth")
    except (OSError, ValueError) as error:
        raise SettingsError(f"--login '{named}' cannot be read as TOML: {error}.") from error
    if not isinstance(auth, dict):
        raise SettingsError(f"--login '{named}' has no table [auth]. sta-lstm app --help shows one.")
    missing = list(_missing(auth))
    if missing:
        raise SettingsError(f"--login '{named}': [auth] has no {', no '.join(missing)}. sta-lstm app --help shows one.")
    return path


def _missing(auth: Mapping[str, Any]) -> Iterator[str]:
    yield from (name for name in _ONCE if not auth.get(name))
    providers = {name: value for name, value in auth.items() if isinstance(value, dict)}
    if "client_id" in auth or not providers:
        yield from (name for name in _EACH if not auth.get(name))
    for provider, table in providers.items():
        yield from (f"{provider}.{name}" for name in _EACH if not table.get(name))


def _say(line: str) -> None:
    print(f"sta-lstm: {line}", file=sys.stderr, flush=True)
