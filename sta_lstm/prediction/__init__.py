"""What a model said of a clip: maps over joints, curves over frames, scores of classes, and where they come from.

`Prediction` is the value that everything above reads; `predict` asks a checkpoint for one; `Prediction.of_maps` makes
one of arrays that somebody else computed. Other modules of this room may move.
"""

from sta_lstm.prediction.maps import FrameCurve, JointMap, alpha_map, beta_curve
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.prediction.provenance import Provenance
from sta_lstm.prediction.scores import Scores

__all__ = ["FrameCurve", "JointMap", "Prediction", "Provenance", "Scores", "alpha_map", "beta_curve"]
