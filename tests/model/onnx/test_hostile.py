"""Files that are none, that lie, or that would never end: each gets one clear sentence, and nothing else."""

import os
import random
import resource

import numpy as np
import pytest
import torch
from onnx import AttributeProto, NodeProto, SparseTensorProto, TensorProto, helper

from sta_lstm.errors import CheckpointError
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.model.features import FeatureRecipe
from sta_lstm.model.onnx import graph, process, runtime
from sta_lstm.model.onnx.graph import MOST_NODES

pytestmark = pytest.mark.slow
node = helper.make_node


def refused(content):
    with pytest.raises(CheckpointError) as caught:
        load_checkpoint(content, name="theirs.onnx")
    said = str(caught.value)
    assert "theirs.onnx" in said or "hand-made" in said
    assert "\n" not in said
    assert said.endswith((".", "…", ")"))
    assert len(said) < 700
    return said


def test_a_sound_file_is_opened(making):
    opened = load_checkpoint(making.file())
    assert (opened.name, opened.variant, opened.n_parameters) == ("hand-made", "ONNX model", 0)


def branch():
    inner = helper.make_graph(
        [node("Identity", ["x"], ["y0"])], "b", [], [helper.make_tensor_value_info("y0", 1, None)]
    )
    return node("If", ["flag"], ["y"], then_branch=inner, else_branch=inner)


def forever():
    ends = [helper.make_tensor_value_info(name, kind, []) for name, kind in (("i", 7), ("go", 9))]
    body = helper.make_graph(
        [node("Identity", ["go"], ["on"])], "forever", ends, [helper.make_tensor_value_info("on", TensorProto.BOOL, [])]
    )
    return node("Loop", ["", "flag"], [], body=body)


def outside(made):
    weights = made.graph.initializer.add()
    weights.name, weights.data_type, weights.data_location = "w", 1, TensorProto.EXTERNAL
    weights.dims.append(3)
    entry = weights.external_data.add()
    entry.key, entry.value = "location", "/etc/passwd"


def promise(made):
    weights = made.graph.initializer.add()
    weights.name, weights.data_type, weights.raw_data = "w", 1, b"\0" * 12
    weights.dims.extend([100_000, 250_000])


def negative(made):
    weights = made.graph.initializer.add()
    weights.name, weights.data_type, weights.raw_data = "w", 1, b"\0" * 12
    weights.dims.extend([-3])


def own_function(made):
    made.functions.append(
        helper.make_function("mine", "f", ["a"], ["b"], [node("Neg", ["a"], ["b"])], [helper.make_opsetid("", 17)])
    )


def sparse(made):
    made.graph.sparse_initializer.add().dims.append(3)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda m: m.and_then(branch(), weights=[m.numbers("flag", True, bool)]), "has control flow ('If')"),
        (lambda m: m.and_then(forever(), weights=[m.numbers("flag", True, bool)]), "has control flow ('Loop')"),
        (lambda m: m.file(model=outside), "keeps its weights in another file"),
        (lambda m: m.file(model=promise), "should have 100,000 × 250,000 numbers, and the file has 3 for it"),
        (lambda m: m.file(model=negative), "and the file has 3 for it"),
        (lambda m: m.file(model=own_function), "has functions of its own"),
        (lambda m: m.file(model=sparse), "has sparse weights"),
        (
            lambda m: m.and_then(node("Gelu", ["x"], ["y"], domain="com.microsoft"), domains=["com.microsoft"]),
            "needs the operator 'Gelu' of 'com.microsoft'",
        ),
        (lambda m: m.file(said=""), "does not say which joints, classes and features it reads"),
        (lambda m: m.file([*m.mean(), *[node("Neg", ["x"], [f"n{i}"]) for i in range(MOST_NODES)]]), "20,000 nodes"),
        (lambda m: m.file(said="[" * 100_000), "is not the JSON of a checkpoint"),
        (lambda m: m.file(said="x" * (2**20 + 1)), "describes itself in more than"),
    ],
)
def test_what_is_not_run_is_refused_before_a_process_is_started(making, monkeypatch, made, said):
    monkeypatch.setattr(runtime, "Process", None)
    assert said in refused(made(making))


HUGE = [100_000, 250_000]


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda m: m.and_then(node("Nonsense", ["x"], ["y"])), "cannot be run by onnxruntime"),
        (lambda m: m.file(opset=999), "cannot be run by onnxruntime"),
        (lambda m: m.file(ir=29), "cannot be run by onnxruntime"),
        (lambda m: m.file([node("Neg", ["nothing"], ["logits"])]), "cannot be run by onnxruntime"),
        (
            lambda m: m.and_then(node("ConstantOfShape", ["s"], ["y"]), weights=[m.numbers("s", HUGE)]),
            "needs more memory for one answer than the 2 GB that it gets",
        ),
        (
            lambda m: m.and_then(  # of a shape that is known only when it runs
                node("ReduceSum", ["x"], ["r"], keepdims=0),
                node("Mul", ["r", "nought"], ["z0"]),
                node("Cast", ["z0"], ["z1"], to=7),
                node("Add", ["z1", "s"], ["s2"]),
                node("ConstantOfShape", ["s2"], ["y"]),
                weights=[m.numbers("s", HUGE), m.numbers("nought", 0, np.float32)],
            ),
            "needs more memory for one answer than the 2 GB",
        ),
        (
            lambda m: m.and_then(
                node("Tile", ["x", "s"], ["y"]),
                weights=[m.numbers("s", [1, 1, 10_000, 10_000])],
            ),
            "needs more memory",
        ),
        # What it says of itself, and what it does.
        (
            lambda m: m.file(said=m.header(config={"n_classes": 4}, class_names=list("abcd"))),
            "should give 2 × 4 numbers",
        ),
        (lambda m: m.file(said=m.header(config={"form": "NCTV"})), "its description says NCTV"),
        (lambda m: m.file(said=m.header(config={"form": "TNVC"})), "expected N first"),
        (lambda m: m.file(said=m.header(config={"form": "nonsense"})), "form is 'nonsense'"),
        (lambda m: m.file(said=m.header(config={"form": 7})), "form is '7'"),
        (lambda m: m.file(said=m.header(config={"n_persons": 2})), "no M for 2 persons"),
        (lambda m: m.file(said=m.header(config={"n_joints": 20})), "reads any × any × 25 × 3"),
        (lambda m: m.file(said=m.header(config={"gives": "probabilities"})), "does not sum to 1"),
        (lambda m: m.file(said=m.header(recipe=FeatureRecipe(velocities=True).to_json())), "makes 6 features"),
        (lambda m: m.file(said=m.header(class_names=["a", "b"])), "names 2 classes"),
        (lambda m: m.file(said=m.header(architecture="sta-lstm")), "lacks or garbles a setting"),
        (lambda m: m.file(said=m.header(architecture="mine")), "of another architecture"),
        (lambda m: m.file(said=m.header(members=3)), "several networks"),
        (lambda m: m.file(said=m.header(format_version=2)), "format version 2"),
        (lambda m: m.file(shape=("N", 30, 25, 3)), "reads clips of 30 frames alone; its feature recipe makes as many"),
        (lambda m: m.file(shape=(8, "T", 25, 3)), "reads 8 × any × 25 × 3"),
        (lambda m: m.file(shape=("N", "T", 25)), "reads any × any × 25;"),
        (
            lambda m: m.and_then(node("RandomNormal", [], ["y"], shape=[3])),
            "says something else of a clip the second time",
        ),
        (
            lambda m: m.and_then(node("Log", ["c"], ["y"]), weights=[m.numbers("c", -1, np.float32)]),
            "no finite numbers",
        ),
    ],
)
def test_what_cannot_be_run_or_lies_gets_a_sentence(making, made, said):
    assert said in refused(made(making))


def leaking(making, path):
    """A file in whose only constant, a sparse one, the numbers are those of a file on the disk."""
    values = TensorProto(name="v", data_type=TensorProto.FLOAT, dims=[3], data_location=TensorProto.EXTERNAL)
    for key, value in (("location", path), ("offset", "0"), ("length", "12")):
        entry = values.external_data.add()
        entry.key, entry.value = key, value
    sparse = SparseTensorProto(values=values, dims=[3])
    sparse.indices.CopyFrom(making.numbers("i", [0, 1, 2]))
    constant = NodeProto(op_type="Constant", output=["y"])
    constant.attribute.add(name="sparse_value", type=AttributeProto.SPARSE_TENSOR).sparse_tensor.CopyFrom(sparse)
    return making.file(
        [node("ReduceMean", ["x"], ["m"], axes=[1, 2], keepdims=0), constant, node("Add", ["m", "y"], ["logits"])]
    )


def test_no_file_of_the_disk_is_read(making, tmp_path, monkeypatch):
    secret = tmp_path / "secret"
    secret.write_bytes(np.arange(3, dtype=np.float32).tobytes())
    told = leaking(making, os.path.relpath(secret, process._WORKER.parent))
    assert "sparse or of an unknown kind, which is not read" in refused(told)
    monkeypatch.setattr(graph, "_PLAIN_ATTRIBUTES", frozenset(range(1000)))  # nor by the process that runs it
    assert "cannot be run by onnxruntime" in refused(told)


@pytest.mark.parametrize("n_frames", [2001, 4_000_000, 10**12])
def test_a_file_for_many_frames_takes_no_memory(making, n_frames):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "at most 2,000 are read at once" in refused(making.file(shape=("N", n_frames, 25, 3)))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # kilobytes


def test_what_breaks_where_nothing_moves_is_no_answer(making):
    nodes = [
        node("ReduceMean", ["x"], ["mean"], axes=[1]),
        node("Sub", ["x", "mean"], ["away"]),
        node("ReduceL2", ["away"], ["size"], axes=[1]),
        node("Div", ["away", "size"], ["scaled"]),
        node("ReduceMean", ["scaled"], ["logits"], axes=[1, 2], keepdims=0),
    ]
    checkpoint = load_checkpoint(making.file(nodes), name="theirs.onnx")
    still = torch.ones(1, 32, 25, 3)
    with pytest.raises(CheckpointError, match="no finite numbers for this clip, or for it with a part held still"):
        checkpoint.network(still)


def test_a_file_that_gives_nothing_or_texts_gets_a_sentence(making):
    assert "gives no numbers" in refused(making.file(model=lambda made: made.graph.ClearField("output")))


def test_a_file_cut_off_anywhere_gets_a_sentence(making):
    content = making.file()
    for end in range(3, len(content) - 1, 37):
        refused(content[:end])


def test_a_file_with_damaged_bytes_is_opened_or_refused(making):
    content, draw = making.file(), random.Random(0)
    for _ in range(40):
        damaged = bytearray(content)
        for _ in range(draw.randint(1, 3)):
            damaged[draw.randrange(3, len(damaged))] = draw.randrange(256)
        said = ""
        try:
            load_checkpoint(bytes(damaged), name="theirs.onnx").network.end()
        except CheckpointError as error:
            said = str(error)
        assert "breaks the reader" not in said, damaged


def test_without_onnxruntime_it_is_said_what_to_install(making, monkeypatch):
    monkeypatch.setattr(runtime, "find_spec", lambda name: None)
    assert "pip install 'sta-lstm[onnx]'" in refused(making.file())
