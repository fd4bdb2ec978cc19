"""A Grid as an ONNX graph, operator by operator, for bodies of the one layout that it was told of.

Letters: N clips, T frames, K joints of all persons, C features, Q cells, H hidden units, W = H / heads, L classes.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import torch
from torch import nn

from sta_lstm.model.networks.grid import Grid
from sta_lstm.model.networks.grid_cells import CELLS, CellLayer, Score
from sta_lstm.model.networks.network import Network
from sta_lstm.model.onnx.writer import GraphWriter

_LOWEST, _TINY = torch.finfo(torch.float32).min, torch.finfo(torch.float32).tiny


def grid_graph(network: Network) -> Any:
    """The graph of a Grid, as an ``onnx.ModelProto`` that reads x, mask and lengths.

    Raises:
        TypeError: it is no Grid.
    """
    if not isinstance(network, Grid):
        raise TypeError(f"{type(network).__name__} is no Grid")
    graph = GraphWriter()
    _write(graph, network)
    return graph.model("Grid", network.config)


def _write(graph: GraphWriter, network: Grid) -> None:
    config = network.config
    K, H, at = config.n_all_joints, config.hidden, np.array(config.all_cells)
    place = (network.row[:, None] + network.column).flatten(0, 1).detach().cpu().numpy()  # cells of a person × H
    n_frames = graph.node("Gather", graph.node("Shape", "x"), graph.constant([1]))
    steps = graph.node("Range", graph.constant(0), n_frames, graph.constant(1))
    is_real = graph.node("Less", graph.wider(steps, 0), graph.wider("lengths", 1))  # N × T
    seen = graph.node("And", "mask", graph.wider(is_real, 2))  # N × T × K
    anybody = graph.floats(_positive(graph, graph.node("ReduceSum", graph.floats(seen), graph.constant([2]))))
    seen_by_joint = graph.node("Transpose", seen, perm=[0, 2, 1])  # N × K × T
    there = _positive(graph, graph.node("ReduceSum", graph.floats(seen_by_joint), graph.constant([2]), keepdims=0))

    x = graph.product("x", graph.wider(graph.floats(seen), 3))
    read = graph.linear(network.embed, graph.node("Transpose", x, perm=[0, 2, 1, 3]))  # N × K × T × H
    read = graph.node("Relu", graph.node("Add", read, graph.constant(place[at % CELLS][:, None], np.float32)))
    flat = graph.node("Concat", graph.constant([-1]), n_frames, graph.constant([H]), axis=0)
    apart = graph.node("Concat", graph.constant([-1, K]), n_frames, graph.constant([H]), axis=0)
    h = graph.node("Reshape", graph.lstm(network.path, graph.node("Reshape", read, flat)), apart)  # N × K × T × H
    a = _softmax(graph, _score(graph, network.when, h), seen_by_joint)  # N × K × T
    s = graph.node("Squeeze", graph.node("MatMul", graph.wider(a, 2), h), graph.constant([2]))  # N × K × H

    r, cells, full = _between_cells(graph, network, s, there, place)
    w_cell = _softmax(graph, _score(graph, network.where, cells), full)
    w = graph.product(r, graph.node("Gather", w_cell, graph.constant(at), axis=1))  # N × K
    cells = graph.node("Gather", cells, graph.constant(at), axis=1)  # N × K × H
    said = graph.node("MatMul", graph.wider(w, 1), graph.node("Concat", s, cells, axis=2))
    graph.node("Squeeze", graph.linear(network.classify, said), graph.constant([1]), name="logits")

    both = graph.node("Transpose", graph.product(graph.wider(w, 2), a), perm=[0, 2, 1])  # N × T × K
    beta = graph.node("ReduceSum", both, graph.constant([2]), keepdims=0, name="beta")
    most = graph.node("Max", graph.wider(beta, 2), graph.constant(_TINY, np.float32))
    alpha = graph.node("Div", both, most, name="alpha")
    by_frame = graph.node("Transpose", h, perm=[0, 2, 1, 3])  # N × T × K × H
    states = graph.node("Squeeze", graph.node("MatMul", graph.wider(alpha, 2), by_frame), graph.constant([2]))
    z = graph.linear(network.classify, graph.node("Concat", states, graph.node("MatMul", alpha, cells), axis=2))
    graph.product(z, anybody, name="frame_scores")


def _between_cells(
    graph: GraphWriter, network: Grid, s: str, there: str, place: np.ndarray[Any, Any]
) -> tuple[str, str, str]:
    """Shares of joints in their cells (N × K), cells (N × Q × H), and which are full (N × Q)."""
    config = network.config
    at, Q = np.array(config.all_cells), config.n_persons * CELLS
    member = at[:, None] == np.arange(Q)  # K × Q
    pairs = graph.node("And", graph.wider(there, 1), graph.wider(there, 2))
    together = graph.node("And", pairs, graph.constant(at[:, None] == at, np.bool_))  # N × K × K
    mates = _softmax(graph, graph.wider(_score(graph, network.whose, s), 1), together)
    own = graph.product(mates, graph.constant(np.eye(len(at)), np.float32))
    r = graph.node("ReduceSum", own, graph.constant([2]), keepdims=0)
    full = _positive(graph, graph.node("MatMul", graph.floats(there), graph.constant(member, np.float32)))  # N × Q
    is_full = graph.wider(graph.floats(full), 2)
    joined = graph.node("MatMul", graph.constant(member.T, np.float32), graph.product(graph.wider(r, 2), s))
    places = graph.constant(np.tile(place, (config.n_persons, 1)), np.float32)
    cells = graph.product(graph.node("Add", joined, places), is_full)
    for layer in network.layers:
        cells = _layer(graph, cast("CellLayer", layer), cells, full, is_full, Q)
    return r, graph.product(_norm(graph, network.norm, cells), is_full), full


def _layer(graph: GraphWriter, layer: CellLayer, cells: str, full: str, is_full: str, Q: int) -> str:
    heads, H = layer.n_heads, layer.join.in_features
    shape = graph.constant([0, 0, 3, heads, H // heads])
    parts = graph.node("Reshape", graph.linear(layer.project, _norm(graph, layer.norm_attention, cells)), shape)
    first = graph.constant([0])
    query, key, value = (  # N × heads × Q × W; keys N × heads × W × Q
        graph.node(
            "Squeeze", graph.node("Gather", graph.node("Transpose", parts, perm=perm), graph.constant(part)), first
        )
        for part, perm in enumerate(([2, 0, 3, 1, 4], [2, 0, 3, 4, 1], [2, 0, 3, 1, 4]))
    )
    person = np.arange(Q) // CELLS
    own = layer.own_person.detach().cpu().numpy()[:, None, None] * (person[:, None] == person)
    scores = graph.product(graph.node("MatMul", query, key), graph.constant((H // heads) ** -0.5, np.float32))
    share = _softmax(
        graph, graph.node("Add", scores, graph.constant(own, np.float32)), graph.wider(graph.wider(full, 1), 1)
    )
    share = graph.product(share, graph.wider(is_full, 1))
    joined = graph.node("Transpose", graph.node("MatMul", share, value), perm=[0, 2, 1, 3])
    joined = graph.node("Reshape", joined, graph.constant([0, 0, H]))
    cells = graph.node("Add", cells, graph.linear(layer.join, joined))
    inner = graph.linear(layer.inner, _norm(graph, layer.norm_inner, cells))
    erf = graph.node("Erf", graph.product(inner, graph.constant(0.5**0.5, np.float32)))
    half = graph.product(inner, graph.constant(0.5, np.float32))
    gelu = graph.product(half, graph.node("Add", erf, graph.constant(1, np.float32)))
    return graph.node("Add", cells, graph.linear(layer.outer, gelu))


def _score(graph: GraphWriter, score: Score, value: str) -> str:
    """… of … × H."""
    made = graph.linear(score.outer, graph.node("Tanh", graph.linear(score.inner, value)))
    return graph.node("Squeeze", made, graph.constant([-1]))


def _softmax(graph: GraphWriter, scores: str, mask: str) -> str:
    """The softmax over the last axis of what is in a mask, and 0 elsewhere."""
    lowest = graph.constant(_LOWEST, np.float32)
    return graph.product(graph.node("Softmax", graph.node("Where", mask, scores, lowest), axis=-1), graph.floats(mask))


def _norm(graph: GraphWriter, norm: nn.LayerNorm, value: str) -> str:
    weight, bias = (graph.constant(each.detach().cpu().numpy(), np.float32) for each in (norm.weight, norm.bias))
    return graph.node("LayerNormalization", value, weight, bias, axis=-1, epsilon=norm.eps)


def _positive(graph: GraphWriter, value: str) -> str:
    return graph.node("Greater", value, graph.constant(0, np.float32))
