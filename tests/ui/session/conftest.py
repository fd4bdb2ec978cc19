"""Most tests of this folder open pages."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def _quick(components_found_once):
    """They need not look for components each time."""
