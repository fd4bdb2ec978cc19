"""A model in an ONNX file is opened, asked and doubted on the pages as a checkpoint is; one that is none is refused."""

import driving
import pytest
import torch
from driving import upload
from torch import nn

from sta_lstm.model.onnx.write import to_onnx

pytestmark = pytest.mark.slow
CHECKPOINTS = "Checkpoint-uploads"


class Mean(nn.Module):
    """Two classes, by the height of a joint."""

    def forward(self, x):
        height = x[:, 1].mean((1, 3))  # N × V
        return torch.stack([height[:, 3], height[:, 0]], 1) * 4


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("onnx") / "anna.onnx"
    to_onnx(Mean(), path, layout="ntu-25", class_names=["standing", "lying"], persons=2, name="Anna's model")
    return path.read_bytes()


def test_a_model_of_somebody_else_is_asked_and_doubted(file):
    app = driving.opened()
    upload(app, CHECKPOINTS, ("anna.onnx", file))
    assert not app.error
    assert not app.exception
    assert "Standing" in app.title[0].value
    captions = " ".join(each.value.replace("\\", "") for each in app.sidebar.caption)
    assert "Model: ONNX model · 2 classes" in captions
    assert "Run on: CPU (onnxruntime)" in captions


def test_it_stands_in_compare_beside_an_sta_lstm(file):
    app = driving.opened("compare", checkpoint="demo-sta")
    upload(app, CHECKPOINTS, ("anna.onnx", file))
    assert not app.error
    assert not app.exception


def test_a_file_that_is_none_gets_a_sentence(file):
    app = driving.opened()
    upload(app, CHECKPOINTS, ("anna.onnx", file[: len(file) // 2]))
    said = " ".join(error.value.replace("\\", "") for error in app.error)
    assert "is a damaged ONNX file" in said
    assert not app.exception


def test_an_onnx_file_among_recordings_is_told(file):
    app = driving.opened()
    upload(app, "Clip-uploads", ("anna.onnx", file))
    said = " ".join(error.value.replace("\\", "") for error in app.error)
    assert "it is a model (ONNX)" in said
    assert "Choose it as a checkpoint." in said
