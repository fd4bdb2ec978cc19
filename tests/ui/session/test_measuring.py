"""How much memory a result takes."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import pytest
import torch

from sta_lstm.ui.session.measuring import bytes_of

MB = 10**6


@dataclass(frozen=True, slots=True)
class Slotted:
    values: np.ndarray


@dataclass(frozen=True)
class Plain:
    values: object


def closure(held):
    return lambda: held


ARRAY, TENSOR, TEXT = np.zeros(MB, np.uint8), torch.zeros(MB, dtype=torch.uint8), "x" * MB


@pytest.mark.parametrize(
    "result",
    [
        ARRAY,
        TENSOR,
        TEXT,
        TEXT.encode(),
        memoryview(TEXT.encode()),
        bytearray(MB),
        ARRAY[:10],
        ARRAY.reshape(10, -1).T[3:4],
        np.frombuffer(bytes(MB), np.uint8),
        TENSOR[:10],
        TENSOR.numpy()[:5],
        torch.nn.Parameter(torch.zeros(MB // 4)),
        [ARRAY, ARRAY, ARRAY[5:]],
        [TENSOR, TENSOR[5:], TENSOR],
        {"a": {"b": [(TEXT, TEXT)]}},
        {TEXT: 1},
        {TEXT},
        Slotted(ARRAY),
        Plain([Slotted(ARRAY), Plain(ARRAY)]),
        partial(print, TEXT),
        closure([TEXT]),
        np.array([TEXT, None], dtype=object),
    ],
    ids=lambda result: type(result).__name__,
)
def test_a_megabyte_is_found_wherever_it_is_and_counted_once(result):
    assert MB <= bytes_of(result) < 1.05 * MB


def test_a_network_counts_with_its_weights():
    network = torch.nn.Linear(500, 500)
    assert MB < bytes_of(network) < 1.1 * MB


def test_a_circle_has_an_end():
    circle = [TEXT]
    circle.append(circle)
    assert MB <= bytes_of(circle) < 1.05 * MB


def test_a_list_of_numbers_counts_them():
    assert bytes_of([float(i) for i in range(1000)]) > 24_000


def test_the_program_itself_does_not_count():
    assert bytes_of([np, print, bytes_of, Plain, len]) < 1000


def test_measuring_ends_where_the_bound_is_passed():
    looked = []

    class Looking(np.ndarray):
        def __sizeof__(self):
            looked.append(self)
            return super().__sizeof__()

    results = [np.zeros(MB, np.uint8).view(Looking) for _ in range(50)]
    assert bytes_of(results, most=3 * MB) > 3 * MB
    assert len(looked) < 10
