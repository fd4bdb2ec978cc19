"""What an ONNX file holds, looked at before anything runs it: its size, its operators, and what it says of itself."""

from __future__ import annotations

import math
import mmap
from dataclasses import dataclass

from sta_lstm.errors import CheckpointError
from sta_lstm.formats.rules.text import one_line
from sta_lstm.model.containers import HEADER_KEY, MAX_HEADER
from sta_lstm.model.onnx.wire import Field, Reader, Span, WireError

#: Nodes of a graph. An ST-GCN has some 300, a network of a hundred layers some 2,000.
MOST_NODES = 20_000
#: Parts of a file that are looked at, about a second's worth.
_MOST_FIELDS = 1_000_000
_MOST_NAME = 80
_MOST_AXES = 64
#: Bytes of a number of each type, by its number in the format; others are left to the runtime.
_N_BYTES = {1: 4, 2: 1, 3: 1, 4: 2, 5: 2, 6: 4, 7: 8, 9: 1, 10: 2, 11: 8, 12: 4, 13: 8, 14: 8, 15: 16, 16: 2}
_FLOATS = (1, 10, 11, 16)
_LOOPS = ("If", "Loop", "Scan", "SequenceMap")
_OWN_DOMAINS = ("", "ai.onnx")
#: Fields of an operator's setting beside graphs: names, numbers, texts, tensors, types.
_PLAIN_ATTRIBUTES = frozenset((1, 2, 3, 4, 5, 7, 8, 9, 10, 13, 14, 15, 20, 21))
_SAY_HOW = "Write the file with sta_lstm.to_onnx(model, path, layout=…, class_names=…), which adds it."


@dataclass(frozen=True, slots=True)
class Graph:
    """What a file holds.

    Attributes:
        header: our JSON.
        n_weights: numbers in its weights.
        widest: most rows or columns of a table of weights: about the units of its widest layer.
    """

    header: str
    n_weights: int
    widest: int


def header_in(data: bytes | mmap.mmap) -> str | None:
    """Our JSON in an ONNX file, whose graph is passed over unread; None where it has none.

    Raises:
        WireError: the file is damaged.
    """
    reader = Reader(data, _MOST_FIELDS)
    for field in reader.fields():
        if field.number == 14 and field.span is not None:
            entry = {each.number: each.span for each in reader.fields(field.span)}
            key, value = entry.get(1), entry.get(2)
            if key is not None and value is not None and reader.text(key, _MOST_NAME) == HEADER_KEY:
                return reader.text(value, MAX_HEADER + 1)
    return None


def read_graph(content: bytes, where: str) -> Graph:
    """Look through a file.

    Args:
        content: the whole file.
        where: names it, for messages.

    Raises:
        CheckpointError: it is damaged, has no description of ours, or holds what is not run: loops, functions,
            operators of somebody's own, weights in other files, too many nodes.
    """
    try:
        header = header_in(content)
        look = _Look(Reader(content, _MOST_FIELDS), where)
        graphs = [field.span for field in look.reader.fields() if look.of_model(field)]
        if len(graphs) != 1 or graphs[0] is None:
            raise WireError("it has no graph")
        look.of_graph(graphs[0])
    except WireError as error:
        raise CheckpointError(
            f"{where} is a damaged ONNX file: {error}. Copy or download it again, or export it anew."
        ) from error
    if header is None:
        raise CheckpointError(
            f"{where} is an ONNX file that does not say which joints, classes and features it reads: its metadata has "
            f"no entry '{HEADER_KEY}'. {_SAY_HOW}"
        )
    if len(header) > MAX_HEADER:
        raise CheckpointError(f"{where} describes itself in more than {MAX_HEADER:,} letters. {_SAY_HOW}")
    return Graph(header, look.n_weights, look.widest)


class _Look:
    """One look through a file."""

    def __init__(self, reader: Reader, where: str) -> None:
        self.reader, self.where = reader, where
        self.n_nodes = self.n_weights = 0
        self.widest = 1

    def of_model(self, field: Field) -> bool:
        """Whether a field of the whole file is its graph."""
        if field.number == 25 and field.span is not None and field.span.n_bytes:
            raise CheckpointError(
                f"{self.where} has functions of its own, which are not run. Export it with every function inlined "
                "(onnx.inliner.inline_local_functions)."
            )
        return field.number == 7

    def of_graph(self, span: Span) -> None:
        """Look at the nodes and the weights."""
        for field in self.reader.fields(span):
            if field.span is None:
                continue
            if field.number == 1:
                self._node(field.span)
            elif field.number == 5:
                self._weights(field.span)
            elif field.number == 15:
                raise CheckpointError(
                    f"{self.where} has sparse weights, which are not read. Export it with plain ones."
                )

    def _node(self, span: Span) -> None:
        self.n_nodes += 1
        if self.n_nodes > MOST_NODES:
            raise CheckpointError(
                f"{self.where} has more than {MOST_NODES:,} nodes; at most so many are run. Export a smaller network."
            )
        operator = domain = ""
        attributes = []
        for field in self.reader.fields(span):
            if field.span is None:
                continue
            if field.number == 4:
                operator = self.reader.text(field.span, _MOST_NAME)
            elif field.number == 7:
                domain = self.reader.text(field.span, _MOST_NAME)
            elif field.number == 5:
                attributes.append(field.span)
        if domain not in _OWN_DOMAINS:
            raise CheckpointError(
                f"{self.where} needs the operator '{one_line(operator, 40)}' of '{one_line(domain, 40)}', which is not "
                "here. Export it with the operators of ONNX itself alone."
            )
        if operator in _LOOPS or any(self._attribute(each) for each in attributes):
            raise CheckpointError(
                f"{self.where} has control flow ('{one_line(operator, 40)}'), which may never end, so it is not run. "
                "Export the network without loops and branches, as for one fixed number of frames."
            )

    def _attribute(self, span: Span) -> bool:
        """Whether an attribute is a graph; tensors in it are looked at, and what is not known here is refused.

        Sparse tensors (22 and 23) hold tensors that could name another file.
        """
        for field in self.reader.fields(span):
            if field.number in (6, 11):
                return True
            if field.number in (5, 10) and field.span is not None:
                self._weights(field.span)
            elif field.number not in _PLAIN_ATTRIBUTES:
                raise CheckpointError(
                    f"{self.where} has a setting of an operator that is sparse or of an unknown kind, which is not "
                    "read. Export it with plain tensors."
                )
        return False

    def _weights(self, span: Span) -> None:
        sizes: list[int] = []
        kind = n_raw = n_packed = 0
        for field in self.reader.fields(span):
            if field.number == 1:
                sizes += self.reader.numbers(field)
            elif field.number == 2:
                kind = field.value
            elif field.number == 13 or (field.number == 14 and field.value):
                raise CheckpointError(
                    f"{self.where} keeps its weights in another file, which is not read. Save it as one file "
                    "(onnx.save without external data)."
                )
            elif field.number == 9 and field.span is not None:
                n_raw += field.span.n_bytes
            elif field.number in (4, 5, 6, 7, 10, 11):
                n_packed += 1 if field.span is None else field.span.n_bytes
        if len(sizes) > _MOST_AXES:
            raise WireError(f"a table of weights has {len(sizes):,} axes")
        count = math.prod(sizes)
        # A number that is packed has a byte or more.
        there = max(n_raw // _N_BYTES[kind], n_packed) if kind in _N_BYTES else 8 * (n_raw + n_packed)
        if count > there:
            raise CheckpointError(
                f"{self.where} is damaged: a table of weights should have {_times(sizes)} numbers, and the file has "
                f"{there:,} for it. Copy or download it again, or export it anew."
            )
        if kind in _FLOATS:
            self.n_weights += count
            self.widest = max(self.widest, *sizes[:2]) if len(sizes) > 1 else self.widest


def _times(sizes: list[int]) -> str:
    return one_line(" × ".join(f"{size:,}" for size in sizes), 60)
