"""The readers against damaged files: the same thousand each time. ``make fuzz`` tries others, as long as told."""

from collections import Counter
from random import Random

import pytest
from fuzz.cases import Case, damaged, damaged_large
from fuzz.judge import fault_of, judged
from fuzz.large import LARGE
from fuzz.pace import Pace
from fuzz.seeds import BUILDERS, COLLECTION, Seed, real_seeds, seeds
from fuzz.strategies import FAMILIES
from hypothesis import given, settings

from sta_lstm.formats.arrays.npz import NPZ
from sta_lstm.formats.load import format_of
from sta_lstm.formats.registry import built_in_formats

N_DAMAGED, N_DRAWN = 125, 40


def test_every_format_has_a_seed():
    with_seeds = {seed.format for seed in seeds()}
    assert {*(clip_format.name for clip_format in built_in_formats()), COLLECTION} == with_seeds, (
        "give a new format a builder in seeds.py"
    )
    assert BUILDERS.keys() <= with_seeds
    assert {clip_format.name for clip_format in built_in_formats()} == LARGE.keys(), (
        "give a new format a builder in large.py"
    )


@pytest.mark.parametrize("seed", seeds()[:-1], ids=lambda seed: f"{seed.format}: {seed.name}")
def test_seeds_are_sound_and_known_by_their_bytes(seed):
    # Another's .npz is read by the reader of arrays, but begins as ours does.
    assert format_of(seed.data, seed.name).name == (
        NPZ.name if seed.name in ("foreign.npz", "splits.npz") else seed.format
    )
    assert judged(Case(seed.format, seed.name, seed.data, seed.options)).outcome == "read"


@pytest.mark.slow
def test_large_files_are_made_and_damaged():
    random = Random(1)
    built = next(LARGE["SBU Kinect Interaction"]())
    seed = Seed("SBU Kinect Interaction", *built)
    assert judged(damaged_large(None, seed)).outcome == "read"
    cases = [damaged_large(random, seed) for _ in range(12)]
    assert all(case.is_large for case in cases)
    assert sum(case.data != seed.data for case in cases) > 6  # some accidents change nothing
    assert {_outcome(case) for case in cases} == {"read", "refused"}


def test_a_crash_is_one():
    assert fault_of("'a.csv', line 3: no number. Mend it.", "a.csv") == ""
    assert fault_of("line 3: mend it.", "a.csv") == "does not name the file"
    assert fault_of("'a.csv', line 3: no number.", "a.csv") == "does not say what to do"
    assert fault_of(f"'a.csv' holds {'x' * 240}. Mend it.", "a.csv") == "says what is wrong at too great a length"
    assert fault_of("'a.csv': could not convert string to float: 'b'. Mend it.", "a.csv") == "has a library's words"
    assert fault_of("'a.csv',\nline 3", "a.csv").startswith("is not printable")
    assert fault_of(f"a.csv is bad. Mend it. {'!' * 601}", "a.csv") == "is too long"
    assert fault_of("'a' is no clip. Save it.", "a") == ""
    assert judged(Case("", "a.csv", None)).why.startswith("TypeError")


@pytest.mark.slow
@pytest.mark.parametrize("start", range(8))
def test_damaged_files(start):
    random = Random(start)
    outcomes = Counter(_outcome(damaged(random, seeds())) for _ in range(N_DAMAGED))
    assert outcomes["read"] > N_DAMAGED / 20
    assert outcomes["refused"] > N_DAMAGED / 3


@pytest.mark.parametrize("family", FAMILIES)
def test_files_that_nobody_wrote(family):
    @given(case=FAMILIES[family])
    @settings(max_examples=N_DRAWN)
    def check(case):
        _outcome(case)

    check()


def test_damaged_real_recordings(data_folder):
    random, real = Random(99), real_seeds(data_folder)
    assert len(real) > 4
    small = tuple(seed for seed in real if len(seed.data) < 400_000)
    assert Counter(_outcome(damaged(random, small)) for _ in range(N_DAMAGED)).keys() == {"read", "refused"}


def _outcome(case):
    verdict = judged(case)
    assert verdict.outcome != "crash", f"{case.name}, made from {case.format}: {verdict.why}\n{verdict.details}"
    return verdict.outcome


def test_seconds_are_counted_as_on_a_machine_that_does_nothing_else(monkeypatch):
    clock, cost = [0.0], [1.0]
    monkeypatch.setattr("fuzz.pace.time.process_time", lambda: clock[0])

    def work():
        clock[0] += cost[0]

    pace = Pace(work)
    assert pace.undisturbed(3) == 3
    cost[0] = 2  # somebody else holds the memory now
    assert pace.undisturbed(3) == 1.5
    cost[0] = 0.5  # never so quiet before: this is what one second of work takes
    assert pace.undisturbed(3) == 3
    cost[0] = 1
    assert pace.undisturbed(3) == 1.5
