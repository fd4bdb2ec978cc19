"""The faithfulness of an ONNX file is measured as that of a checkpoint is, but for what needs its weights."""

import numpy as np
import pytest
from made import small_clip, tiny_checkpoint

from sta_lstm.evidence.faithfulness.clips import Examiner
from sta_lstm.evidence.faithfulness.settings import Settings
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.model.onnx.write import to_onnx

pytestmark = pytest.mark.slow
_OF_WEIGHTS = ("moved", "randomised")


@pytest.mark.parametrize("variant", ["sta", "lstm"])
def test_the_figures_are_those_of_the_checkpoint(tmp_path, variant):
    checkpoint = tiny_checkpoint(variant)
    opened = load_checkpoint(to_onnx(checkpoint, tmp_path / "x.onnx"))
    settings = Settings(rankings=("ablation-limb", "integrated-gradients"), steps=3)
    ours, theirs = (Examiner(each, settings).examine(small_clip(10, 2)) for each in (checkpoint, opened))
    assert theirs.left_out["integrated-gradients"].startswith("integrated-gradients: checkpoint 'tiny'")
    kept = [each for each in ours.scores if each.measure not in _OF_WEIGHTS and each.ranking != "integrated-gradients"]
    assert [each[:4] for each in theirs.scores] == [each[:4] for each in kept]
    np.testing.assert_allclose([each.value for each in theirs.scores], [each.value for each in kept], atol=1e-3)
