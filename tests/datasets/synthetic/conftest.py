import pytest

from sta_lstm.datasets.synthetic import ACTIONS, TEST_SEEDS, PlantedClip, planted_set

PER_ACTION = 10


def _by_action(clips: list[PlantedClip]) -> dict[str, list[PlantedClip]]:
    return {action: [planted for planted in clips if planted.action == action] for action in ACTIONS}


@pytest.fixture(scope="session")
def still() -> dict[str, list[PlantedClip]]:
    """Ten clips of every action, seen by a sensor without noise."""
    return _by_action(planted_set(TEST_SEEDS[: PER_ACTION * len(ACTIONS)], noise=0))


@pytest.fixture(scope="session")
def noisy() -> dict[str, list[PlantedClip]]:
    """The same clips with the noise of a sensor."""
    return _by_action(planted_set(TEST_SEEDS[: PER_ACTION * len(ACTIONS)]))
