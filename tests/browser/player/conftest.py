"""What the player's tests open."""

import pytest


@pytest.fixture
def show(show_still):
    """Opens a payload as a file from disk, standing still."""
    return show_still
