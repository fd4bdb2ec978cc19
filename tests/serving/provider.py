"""A small OpenID Connect provider on 127.0.0.1: everybody who asks is Ada."""

import base64
import json
import secrets
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "sta-lstm", "a secret of both"


class _Provider(BaseHTTPRequestHandler):
    """Discovery, keys, the page that asks who it is, tokens for a code that it gave out, and who that is."""

    def do_GET(self):
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/.well-known/openid-configuration":
            self._say(self.server.metadata)
        elif parts.path == "/keys":
            self._say({"keys": [self.server.key.as_dict(private=False)]})
        elif parts.path == "/authorize":
            self._authorize(asked)
        else:
            self._say({"error": "not here"}, 404)

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        asked = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
        expected = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        nonce = self.server.codes.pop(asked.get("code"), None)
        if self.path != "/token" or nonce is None or self.headers["Authorization"] != f"Basic {expected}":
            self._say({"error": "invalid_grant"}, 400)
            return
        now = int(time.time())
        who = {"iss": self.server.address, "aud": CLIENT, "sub": "7", "iat": now, "exp": now + 600, "nonce": nonce}
        who |= {"name": "Ada", "email": "ada@host.example"}
        token = jwt.encode({"alg": "RS256", "kid": self.server.key.kid}, who, self.server.key)
        self._say({"access_token": "a", "token_type": "Bearer", "expires_in": 600, "id_token": token})

    def log_message(self, *_):
        """Nothing is written."""

    def _authorize(self, asked):
        assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
        code = secrets.token_hex(8)
        self.server.codes[code] = asked["nonce"]
        self.server.asked += 1
        self.send_response(302)
        self.send_header("Location", asked["redirect_uri"] + "?" + urlencode({"code": code, "state": asked["state"]}))
        self.end_headers()

    def _say(self, answer, status=200):
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def provider():
    """The provider, until the block ends: ``address``, and how many ``asked`` to sign in."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Provider) as server:
        server.address = address = f"http://127.0.0.1:{server.server_address[1]}"
        server.key = RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"})
        server.codes, server.asked = {}, 0
        server.metadata = {
            "issuer": address,
            "authorization_endpoint": f"{address}/authorize",
            "token_endpoint": f"{address}/token",
            "jwks_uri": f"{address}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def login_file(path, provider_address, app_address):
    """Write what ``--login`` takes."""
    path.write_text(
        f"""
        [auth]
        redirect_uri = "{app_address}/oauth2callback"
        cookie_secret = "long random words"
        client_id = "{CLIENT}"
        client_secret = "{SECRET}"
        server_metadata_url = "{provider_address}/.well-known/openid-configuration"
        """
    )
