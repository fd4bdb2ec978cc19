"""Results as Plotly figures: pure functions that stand still, know no screen and compute nothing of their own."""

from sta_lstm.figures.agreement import agreement_heatmap, divergence_curve
from sta_lstm.figures.classes import probability_bars
from sta_lstm.figures.compare import alpha_difference, beta_difference, joint_differences
from sta_lstm.figures.confusion import confusion_heatmap
from sta_lstm.figures.epochs import accuracy_curves, loss_curves
from sta_lstm.figures.frames import beta_curve, evidence_bars, running_prediction
from sta_lstm.figures.history import beta_history, entropy_history, joint_history, probability_history
from sta_lstm.figures.joints import joint_ranking, map_heatmap
from sta_lstm.figures.page import figure_html
from sta_lstm.figures.skeleton import skeleton_animation, skeleton_figure

__all__ = [
    "accuracy_curves",
    "agreement_heatmap",
    "alpha_difference",
    "beta_curve",
    "beta_difference",
    "beta_history",
    "confusion_heatmap",
    "divergence_curve",
    "entropy_history",
    "evidence_bars",
    "figure_html",
    "joint_differences",
    "joint_history",
    "joint_ranking",
    "loss_curves",
    "map_heatmap",
    "probability_bars",
    "probability_history",
    "running_prediction",
    "skeleton_animation",
    "skeleton_figure",
]
