"""What is too large for a page is said in words, and the rest of the page goes on."""

import driving
import pytest
from driving import upload
from made import small_clip, tiny_checkpoint
from streamlit.testing.v1 import AppTest

from sta_lstm.evidence.verdict import judge
from sta_lstm.formats import save_clip
from sta_lstm.limits import Limit
from sta_lstm.model.checkpoint import save_checkpoint
from sta_lstm.ui.session.kept import forget_shared


def files(folder, n_frames, n_classes):
    save_clip(small_clip(n_frames), folder / "clip.npz")
    save_checkpoint(tiny_checkpoint(class_names=[f"class {i}" for i in range(n_classes)]), folder / "model.safetensors")
    return (folder / "clip.npz").read_bytes(), (folder / "model.safetensors").read_bytes()


def visited(folder, n_frames, n_classes):
    clip, checkpoint = files(folder, n_frames, n_classes)
    app = upload(driving.opened(), "Clip-uploads", ("clip.npz", clip))
    return upload(app, "Checkpoint-uploads", ("model.safetensors", checkpoint))


def said(app):
    return " ".join(each.value.replace("\\", "") for each in app.error)


def test_a_long_clip_of_many_classes_is_refused_and_the_body_still_moves(tmp_path):
    app = visited(tmp_path, 5_001, 1_000)
    assert "5,001 frames × 1,000 classes" in said(app)
    assert "Keep a part of at most 5,000 frames" in said(app)
    assert app.title[0].value == "clip"
    assert any("without attention" in caption.value for caption in app.caption)


def test_of_many_classes_the_figures_show_the_evidence_for_the_one_that_was_predicted(tmp_path):
    app = driving.unfold(visited(tmp_path, 30, 1_000))
    assert not app.error
    (said,) = (each.value for each in app.caption if each.value.startswith("For class"))
    name = said.split(",")[0].removeprefix("For ")
    assert app.title[0].value.startswith(f"Unsure\\: {name} ")
    assert len(app.get("plotly_chart")) == 3


@pytest.fixture
def nothing_kept():
    """What samples came to is kept for all visitors, those of other tests among them."""
    forget_shared()
    yield
    forget_shared()


@pytest.mark.usefixtures("nothing_kept")
def test_an_answer_that_cannot_be_tested_is_shown_untested(monkeypatch):
    monkeypatch.setitem(judge.__kwdefaults__, "limit", Limit(1, "steps of the network"))
    app = driving.opened()
    assert any("a test of clip" in caption.value for caption in app.caption)
    assert app.title[0].value == "High five"
    assert app.selectbox


@pytest.mark.usefixtures("nothing_kept")
def test_a_player_that_is_told_too_much_leaves_the_recording(monkeypatch):
    monkeypatch.setattr("sta_lstm.player.payload.PAYLOAD_BYTES", Limit(1_000, "bytes for the player"))
    app = driving.opened(page="clips")
    assert "bytes for the player" in said(app)
    assert len(app.get("plotly_chart")) >= 2


def _charts():
    import numpy as np
    import plotly.graph_objects as go

    from sta_lstm.ui.panels import views

    views.chart(go.Figure(go.Heatmap(z=np.zeros((1_000, 1_000)))), key="large")
    views.chart(go.Figure(go.Scatter(y=[1, 2])), key="small")


def test_a_figure_too_large_for_a_browser_is_said_and_the_next_one_shown():
    app = AppTest.from_function(_charts, default_timeout=60).run()
    assert not app.exception
    (told,) = app.info
    assert "11 MB" in told.value
    assert len(app.get("plotly_chart")) == 1
