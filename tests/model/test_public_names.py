"""What a room says is public is there, and costs nothing before it is asked for."""

import importlib
import subprocess
import sys

import pytest

ROOMS = ("sta_lstm.model", "sta_lstm.model.networks", "sta_lstm.evaluation", "sta_lstm.training")


@pytest.mark.parametrize("room", ROOMS)
def test_every_public_name_is_there_and_documented(room):
    module = importlib.import_module(room)
    assert set(module.__all__) <= set(dir(module))
    for name in module.__all__:
        assert getattr(module, name).__doc__
    with pytest.raises(AttributeError, match="nonsense"):
        module.nonsense  # noqa: B018


def test_the_rooms_themselves_do_not_load_torch():
    code = "import sys, sta_lstm.model, sta_lstm.evaluation, sta_lstm.training; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
