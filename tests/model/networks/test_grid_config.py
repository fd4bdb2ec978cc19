"""A Grid's configuration comes back from a checkpoint, and a garbled one is refused."""

import dataclasses
import json
import re

import pytest

from sta_lstm.model.networks.grid import GridConfig

CELLS_OF = (2, 7, 7, 15, 15, 15)  # six joints in three cells
CONFIG = GridConfig(n_persons=2, n_joints=6, n_channels=6, n_classes=4, hidden=8, n_layers=2, n_heads=2, cells=CELLS_OF)


def test_its_configuration_survives_the_json_of_a_checkpoint():
    assert GridConfig.from_json(json.loads(json.dumps(dataclasses.asdict(CONFIG)))) == CONFIG


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"n_heads": 3}, "hidden is 8; expected a multiple of n_heads, 3"),
        ({"cells": [0, 1]}, "cells has 2 entries; expected one for each of 6 joints"),
        ({"cells": [0, 1, 2, 3, 4, 30]}, "none of 0 to 29"),
        ({"cells": [0, 1, 2, 3, 4, True]}, "none of 0 to 29"),
        ({"cells": 7}, "no list of numbers"),
        ({"hidden": 1}, "hidden is 1"),
    ],
)
def test_a_garbled_configuration_is_refused(changes, complaint):
    values = json.loads(json.dumps(dataclasses.asdict(CONFIG))) | changes
    with pytest.raises(ValueError, match=re.escape(complaint)):
        GridConfig.from_json(values)
