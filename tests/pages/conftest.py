"""The modules of this folder import `driving`, which none of them could find by itself."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session", autouse=True)
def _quick(components_found_once):
    """Every test here opens pages."""
