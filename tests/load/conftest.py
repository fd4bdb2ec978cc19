"""Apps that are served for these tests: one as it is, and one in which what takes minutes takes seconds."""

import pytest
from load.server import TREE, serving

#: Run in the server's process first: closed pages end after a second, and what nobody lists goes after fifteen.
HURRIED = "from sta_lstm.ui.session import keeper; keeper.CLOSED_S, keeper.UNLISTED_S, keeper._EVERY_S = 1, 15, 0.2"


@pytest.fixture(scope="session")
def server():
    with serving() as server:
        yield server


@pytest.fixture(scope="module")
def hurried():
    with serving(TREE, before=HURRIED) as server:
        yield server
