"""ONNX files made operator by operator, sound ones and others."""

import json

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper

from sta_lstm.model.features import FeatureRecipe
from sta_lstm.skeletons.layouts import NTU_25


def header(**changes):
    """The description of a network of one person, NTVC, and three classes."""
    config = {"n_persons": 1, "n_joints": 25, "n_channels": 3, "n_classes": 3, "form": "NTVC", "gives": "logits"}
    values = {
        "format_version": 1,
        "architecture": "onnx",
        "name": "hand-made",
        "config": config | changes.pop("config", {}),
        "layout": NTU_25.to_json(),
        "min_persons": 1,
        "class_names": ["a", "b", "c"],
        "recipe": FeatureRecipe(centre="none").to_json(),
        "training": {},
        "accuracy": {},
    }
    return json.dumps(values | changes)


class Making:
    """Makes files; the graph of a sound one gives the mean over frames and joints as logits."""

    header = staticmethod(header)

    def mean(self):
        """The nodes of a sound network."""
        return [helper.make_node("ReduceMean", ["x"], ["logits"], axes=[1, 2], keepdims=0)]

    def file(
        self, nodes=None, *, said=None, shape=("N", "T", 25, 3), weights=(), opset=17, ir=9, domains=(), model=None
    ):
        """The bytes of a file."""
        graph = helper.make_graph(
            self.mean() if nodes is None else nodes,
            "made",
            [helper.make_tensor_value_info("x", TensorProto.FLOAT, list(shape))],
            [helper.make_tensor_value_info("logits", TensorProto.FLOAT, None)],
            list(weights),
        )
        opsets = [helper.make_opsetid("", opset), *(helper.make_opsetid(each, 1) for each in domains)]
        made = helper.make_model(graph, opset_imports=opsets, ir_version=ir)
        if said != "":
            entry = made.metadata_props.add()
            entry.key, entry.value = "sta_lstm", header() if said is None else said
        if model is not None:
            model(made)
        return made.SerializeToString()

    def numbers(self, name, values, kind=np.int64):
        """A table of numbers that is part of the graph."""
        return numpy_helper.from_array(np.asarray(values, dtype=kind), name)

    def and_then(self, *nodes, weights=(), **settings):
        """A file whose logits are the mean plus the mean of what other nodes give as ``y``."""
        mean = helper.make_node("ReduceMean", ["x"], ["m"], axes=[1, 2], keepdims=0)
        whole = helper.make_node("ReduceMean", ["y"], ["z"], keepdims=0)
        return self.file(
            [mean, *nodes, whole, helper.make_node("Add", ["m", "z"], ["logits"])], weights=weights, **settings
        )


@pytest.fixture(scope="session")
def making():
    return Making()
