"""Options that mean the same wherever they are: each command that reads a data set has all that belongs to one."""

import argparse

import pytest

from sta_lstm.cli.main import COMMANDS


def flags(command):
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return {flag for action in parser._actions for flag in action.option_strings}


@pytest.mark.parametrize("command", [each for each in COMMANDS if "--skip-list" in flags(each)], ids=lambda c: c.name)
def test_whoever_skips_recordings_can_say_where_they_lie(command):
    assert "--root" in flags(command)


def test_the_commands_that_read_data_sets_are_these():
    reading = {each.name for each in COMMANDS if "--skip-list" in flags(each)}
    assert reading == {"train", "crossval", "evaluate", "faithfulness", "compare", "attend"}
