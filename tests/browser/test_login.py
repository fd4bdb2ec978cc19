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


def test_a_visitor_signs_in_sees_the_page_and_signs_out(guarded, new_page):
    address, names = guarded
    page = new_page(base_url=address)
    page.goto("/")
    page.get_by_role("button", name="Sign in").click(timeout=WAIT)
    page.get_by_role("button", name="Sign out").wait_for(timeout=WAIT)
    assert page.url.startswith(address)
    assert names.asked == 1
    page.goto("/guide")  # signed in on every page, and on the next visit
    page.get_by_role("heading", level=1).first.wait_for(timeout=WAIT)
    page.get_by_role("button", name="Sign out").click(timeout=WAIT)
    page.get_by_role("button", name="Sign in").wait_for(timeout=WAIT)
    assert page.locator(PLAYER).count() == 0


@pytest.mark.parametrize("path", ["", "guide", "compare", "?clip=bow", "evidence"])
def test_who_has_not_signed_in_sees_a_button_whatever_the_address(guarded, new_page, path):
    page = new_page(base_url=guarded[0])
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
