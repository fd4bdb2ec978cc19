"""Settings check themselves."""

import pytest

from sta_lstm.errors import SettingsError
from sta_lstm.evidence.faithfulness.settings import Settings


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"grains": ("finger",)}, "nothing is removed by finger"),
        ({"grains": ()}, "nothing is removed by no grain"),
        ({"rankings": ("random",)}, "ranked by random anyhow"),
        ({"steps": 0}, "a curve of 0 steps"),
        ({"share": 1.0}, "the top 1 of the cells"),
        ({"shake_cm": 0.0}, "shake_cm is 0"),
        ({"sensor_cm": float("inf")}, "sensor_cm is inf"),
    ],
)
def test_settings_check_themselves(settings, says):
    with pytest.raises(SettingsError, match=says):
        Settings(**settings)
