"""A server that asks its visitors to sign in, as a visitor meets it: with a provider on this machine."""

import sys
from pathlib import Path

import pytest
from browsing import PLAYER, WAIT

sys.path.insert(0, str(Path(__file__).parents[1] / "serving"))  # where `served` and `provider` lie

from provider import login_file, provider
from served import Visitor, free_port, public_app, wait_for

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """Address of the app behind a login, and the provider."""
    folder, port = tmp_path_factory.mktemp("login"), free_port()
    address = f"http://127.0.0.1:{port}"
    with provider() as names:
        login_file(folder / "login.toml", names.address, address)
        with public_app(port, "--login", str(folder / "login.toml"), folder=folder):
            wait_for(address)
            yield address, names


@pytest.fixture
def stranger(chromium, guarded):
    """A page of a browser that has never been here; a blocked script or a fault in its console fails the test."""
    context, complaints = chromium.new_context(base_url=guarded[0]), []
    page = context.new_page()

    def note(message):
        # Streamlit itself looks for its files below the address of a page.
        if message.type == "error" and "404 (Not Found)" not in message.text:
            complaints.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def test_a_visitor_signs_in_sees_the_page_and_signs_out(guarded, stranger):
    address, names = guarded
    stranger.goto("/guide")
    stranger.get_by_role("button", name="Sign in").click(timeout=WAIT)
    stranger.get_by_role("button", name="Sign out").wait_for(timeout=WAIT)
    assert stranger.url.startswith(address)
    assert names.asked == 1
    stranger.goto("/guide")  # signed in on every page, and on the next visit
    stranger.get_by_role("button", name="Sign out").click(timeout=WAIT)
    stranger.get_by_role("button", name="Sign in").wait_for(timeout=WAIT)


@pytest.mark.parametrize("path", ["", "guide", "compare", "?clip=bow", "evidence"])
def test_who_has_not_signed_in_sees_a_button_whatever_the_address(stranger, path):
    page = stranger
    page.goto("/" + path)
    page.get_by_role("button", name="Sign in").wait_for(timeout=WAIT)
    assert page.get_by_role("heading").all_inner_texts() == ["STA-LSTM"]
    for kind in ("stFileUploader", "stSelectbox", "stSidebarNav", "stDownloadButton"):
        assert page.get_by_test_id(kind).count() == 0
    assert page.locator(PLAYER).count() == 0


def test_who_has_not_signed_in_leaves_no_file(guarded):
    visitor = Visitor(guarded[0])
    visitor.open_page()
    assert visitor.upload(b"0,1,2") == 403
    visitor.leave()
