"""Results as Plotly figures: pure functions that stand still, know no screen and compute nothing of their own."""

from sta_lstm.figures.classes import probability_bars
from sta_lstm.figures.confusion import confusion_heatmap
from sta_lstm.figures.frames import beta_curve, evidence_bars, running_prediction
from sta_lstm.figures.joints import alpha_heatmap, joint_ranking
from sta_lstm.figures.page import figure_html
from sta_lstm.figures.skeleton import skeleton_animation, skeleton_figure

__all__ = [
    "alpha_heatmap",
    "beta_curve",
    "confusion_heatmap",
    "evidence_bars",
    "figure_html",
    "joint_ranking",
    "probability_bars",
    "running_prediction",
    "skeleton_animation",
    "skeleton_figure",
]
