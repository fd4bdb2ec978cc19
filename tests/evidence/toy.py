"""A network whose answers are known: what it says of the first class is a weighted sum of the first feature."""

import numpy as np
import torch
from made import small_clip

from sta_lstm.evidence.faithfulness.rankers import answered
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.features import FeatureRecipe, Features, FrameMap
from sta_lstm.model.networks.network import Network, NetworkConfig, Output
from sta_lstm.skeletons.layouts import NTU_25

N_JOINTS = NTU_25.n_joints


class Linear(Network):
    """o = (Σ_{t,k} w_k x_{t,k}, 0) over the joints that are there; it learns no attention."""

    def __init__(self, weights):
        super().__init__(NetworkConfig(n_persons=1, n_joints=len(weights), n_channels=3, n_classes=2))
        self.weights = torch.nn.Parameter(torch.as_tensor(weights, dtype=torch.float32), requires_grad=False)

    def forward(self, x, mask=None, lengths=None):
        mask, _ = self.check_input(x, mask, lengths)
        said = (x[..., 0] * self.weights * mask).sum((1, 2))
        return Output(torch.stack([said, torch.zeros_like(said)], 1), {}, {})


def toy(weights=None, n_frames=4):
    """The network asked about a clip whose first feature is 0.1 everywhere: what each cell adds is its weight / 10."""
    weights = np.linspace(0.5, 0.0, N_JOINTS) if weights is None else np.asarray(weights, float)
    checkpoint = Checkpoint("toy", Linear(weights), NTU_25, 1, ("first", "second"), FeatureRecipe())
    x = torch.zeros(n_frames, N_JOINTS, 3)
    x[..., 0] = 0.1
    features = Features(
        x, torch.ones(n_frames, N_JOINTS, dtype=torch.bool), FrameMap(n_frames, np.arange(n_frames), n_frames), (0,)
    )
    return answered(checkpoint, small_clip(n_frames), features)


def nothing(features, removed):
    """A fill of zeros, of which only this network makes nothing: what is removed no longer counts."""
    return torch.where(removed[..., None], 0.0, features.x)


def worth(asked):
    """What each cell adds to the logit: T' × K."""
    return asked.features.x[..., 0] * asked.checkpoint.network.weights
