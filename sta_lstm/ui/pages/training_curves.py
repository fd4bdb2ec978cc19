"""How the whole training went, as its last snapshot tells it: accuracy and loss of every epoch."""

import streamlit as st

from sta_lstm import figures
from sta_lstm.evaluation.curves import TrainingCurves
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.ui.panels import share
from sta_lstm.ui.panels.charts import Charts


def curves_of(checkpoint: Checkpoint) -> TrainingCurves | None:
    """The curves that a snapshot tells; None where it tells none."""
    return TrainingCurves.of_training(checkpoint.training)


def prints(checkpoint: Checkpoint) -> dict[str, share.Print]:
    """The curves for print, where the snapshot tells them."""
    curves = curves_of(checkpoint)
    if curves is None:
        return {}
    return {
        "Accuracy of every epoch": share.chart_print(figures.accuracy_curves, curves),
        "Cross-entropy of every epoch": share.chart_print(figures.loss_curves, curves),
    }


def how_it_went(checkpoint: Checkpoint, charts: Charts) -> None:
    """The curves of the training, where the snapshot tells them."""
    curves = curves_of(checkpoint)
    if curves is None:
        return
    st.header("How the training went", anchor=False)
    st.caption(
        "Every epoch, over all clips. The dotted line is of the clips that it learns from, stretched and turned as "
        "they are while it learns: no accuracy, and it may well lie below the other. "
        + (
            "The line of the clips set aside is what to watch: where it falls while the dotted one rises, the network "
            "learns its own clips by heart."
            if curves.validation_accuracy
            else "No clips were set aside: train with --validation 0.2 to see whether it learns its own clips by heart."
        )
    )
    left, right = st.columns(2, gap="large")
    with left:
        charts.draw(figures.accuracy_curves, curves, key="accuracy-curves")
    with right:
        charts.draw(figures.loss_curves, curves, key="loss-curves")
