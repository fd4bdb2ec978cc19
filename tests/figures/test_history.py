"""Figures of a training: what they show is what the history says, whatever classes and joints are called."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from made import changed

from sta_lstm.comparison.history import History
from sta_lstm.figures import beta_history, entropy_history, joint_history, probability_history
from sta_lstm.figures.style import FONT
from sta_lstm.scene.scale import place

ALL = (probability_history, entropy_history, joint_history, beta_history)
EVIL = "<a href='https://evil.example'>click</a> $x$"


def made(prediction, epochs=(0, 1, 4, 20), **changes):
    """A training that ends in ``prediction`` and begins with its attention nearly uniform."""
    uniform = np.where(prediction.read[..., None], 1 / (25 * np.maximum(prediction.read.sum(1), 1))[:, None, None], 0)
    flat = prediction.read.any(1) * prediction.beta.mean()
    shares = np.linspace(0, 1, len(epochs))
    predictions = [
        changed(
            prediction,
            alpha=share * prediction.alpha + (1 - share) * uniform,
            beta=share * prediction.beta + (1 - share) * flat,
            logits=(share + 0.1) * prediction.logits,
            **changes,
        )
        for share in shares
    ]
    return History(
        tuple(epochs), tuple(predictions), (None, 0.25, 0.5, None, *(None,) * (len(epochs) - 4))[: len(epochs)]
    )


@pytest.fixture(scope="module")
def training(prediction):
    return made(replace(prediction, clip=replace(prediction.clip, label="bow")))


def trace(figure, name):
    (found,) = [each for each in figure.data if each.name == name]
    return found


def test_probabilities_of_the_last_answer_and_of_the_clips_label_come_first(training):
    figure = probability_history(training, top=3)
    assert [line.name for line in figure.data][:2] == ["handshake", "bow (the clip’s label)"]
    assert len(figure.data) == 4
    np.testing.assert_allclose(trace(figure, "handshake").y, training.probabilities[:, 3])
    assert trace(figure, "handshake").x == ("0", "1", "4", "20")
    np.testing.assert_equal(list(trace(figure, "accuracy on clips not seen").y), [np.nan, 0.25, 0.5, np.nan])


def test_a_label_that_is_no_class_and_unknown_accuracy_are_left_out(training):
    clip = replace(training.clip, label="fly")
    history = History((0, 1), tuple(replace(each, clip=clip) for each in training.predictions[:2]), (None, None))
    assert len(probability_history(history, top=2).data) == 2


def test_entropies_are_those_of_the_history(training):
    figure = entropy_history(training)
    np.testing.assert_allclose(trace(figure, "α, over the joints").y, training.alpha_entropy)
    np.testing.assert_allclose(trace(figure, "β, over the frames").y, training.beta_entropy)
    low, high = figure.layout.yaxis.range
    assert low < min(training.alpha_entropy.min(), training.beta_entropy.min())
    assert high > 1


def test_what_a_variant_lacks_is_not_drawn(training):
    spatial = History((0,), (changed(training.last, temporal=False),), (None,))
    assert [line.name for line in entropy_history(spatial).data] == ["α, over the joints"]
    neither = History((0,), (changed(training.last, temporal=False, spatial=False),), (None,))
    assert "no attention to learn" in entropy_history(neither).layout.annotations[0].text


def test_joints_are_sorted_by_the_last_epoch_and_ranked(training):
    (cells,) = joint_history(training, max_rows=12).data
    assert cells.z.shape == (12, 4)
    assert (np.diff(cells.z[:, -1]) <= 0).all()
    ranking = training.joint_table()
    for column, epoch in enumerate(training.epochs):
        own = ranking[ranking["epoch"] == epoch].set_index("rank")["joint"]
        for row in range(12):
            name, told, rank, value = cells.customdata[row, column]
            assert cells.z[row, column] == pytest.approx(float(place(value)))
            assert own[rank] == name.split(" · ")[1]
            assert told == epoch
            assert cells.text[row][column] == (str(rank) if rank <= 5 else "")


def test_beta_is_blank_where_nobody_is(training):
    (cells,) = beta_history(training).data
    np.testing.assert_allclose(cells.z, place(training.relative_beta))
    assert np.isnan(cells.z).all(0).tolist() == (~training.last.read.any(1)).tolist()
    (few,) = beta_history(training, max_columns=30).data
    assert few.z.shape == (4, 30)


@pytest.mark.parametrize("draw", ALL)
@pytest.mark.parametrize("n_epochs", [1, 40])
def test_few_and_many_snapshots_can_be_drawn(draw, prediction, n_epochs):
    history = made(prediction, epochs=tuple(range(0, 3 * n_epochs, 3)))
    figure = draw(history, dark=True)
    axis = figure.layout.yaxis if draw is beta_history else figure.layout.xaxis
    assert axis.ticktext[-1] == str(history.epochs[-1])
    assert len(axis.ticktext) <= 14


@pytest.mark.parametrize("draw", ALL)
def test_names_are_shown_letter_by_letter_and_the_page_lends_font_and_background(draw, make_prediction):
    prediction = make_prediction(n_frames=6, class_names=(EVIL, "b", "c", "d"))
    figure = draw(made(replace(prediction, clip=replace(prediction.clip, label=EVIL))))
    assert figure.layout.paper_bgcolor == figure.layout.plot_bgcolor == "rgba(0,0,0,0)"
    assert figure.layout.font.family == FONT
    for text in re.findall(r'"((?:[^"\\]|\\.)*)"', json.dumps(json.loads(figure.to_json()), ensure_ascii=False)):
        ours = re.sub(r"</?b>|<br>|<extra>|</extra>", "", text)
        assert not re.search(r"[<$]", ours), text


def test_where_nobody_was_read_it_is_said(training):
    first = training.predictions[0]
    empty = changed(first, read=first.read & False, alpha=first.alpha * 0, beta=first.beta * 0)
    history = History((0, 1), (empty, empty), (None, None))
    assert "read no body" in joint_history(history).layout.annotations[0].text
    for draw in (probability_history, entropy_history, beta_history):
        assert draw(history).data


def test_figures_tell_which_axis_counts_epochs_and_which_frames(training):
    for draw in (probability_history, entropy_history, joint_history):
        assert draw(training).layout.meta["sta"] == {"x": "epoch"}
    assert beta_history(training).layout.meta["sta"] == {"x": "frame", "y": "epoch"}
