"""Files that are none, that lie, or that would never end: each gets one clear sentence, and nothing else."""

import random

import numpy as np
import pytest
from onnx import TensorProto, helper

from sta_lstm.errors import CheckpointError
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.model.features import FeatureRecipe
from sta_lstm.model.onnx import runtime
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
    graph = helper.make_graph(
        [node("Identity", ["x"], ["y0"])], "b", [], [helper.make_tensor_value_info("y0", 1, None)]
    )
    return node("If", ["flag"], ["y"], then_branch=graph, else_branch=graph)


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
