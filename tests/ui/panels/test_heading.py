"""What stands above a player: chips, a line of trust, a card that shows nothing but text, a hint that stays away."""

import re

import pytest
from made import made_prediction, small_clip, tiny_checkpoint
from streamlit.testing.v1 import AppTest

from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.samples import sample_checkpoints, sample_runs
from sta_lstm.ui.panels.heading import card_text, label_chip

NAMES = ("wave", "shake hands")


@pytest.mark.parametrize(
    ("label", "chip"),
    [
        (None, ""),
        ("Wave", ":green-badge[✓ correct]"),
        ("shake_hands", ":red-badge[✗ wrong\\: labelled “shake\\_hands”]"),
        ("waving", ":blue-badge[≈ labelled “waving”, which is near to this class]"),
        (
            "shaking hands",
            ":orange-badge[✗ labelled “shaking hands”, which is near to “shake hands”, not to this class]",
        ),
        (
            "[kick](http://a)",
            ":gray-badge[? labelled “\\[kick\\]\\(http\u2060\\://a\\)”, which is none of this model’s classes]",
        ),
    ],
)
def test_an_answer_beside_the_clips_label(label, chip):
    prediction = made_prediction(small_clip(label=label), class_names=NAMES, logits=[2.0, 0.0])
    assert label_chip(prediction) == chip


@pytest.fixture(autouse=True)
def no_other_page(monkeypatch):
    """A script of its own has no page that one could link to."""
    monkeypatch.setattr("streamlit.page_link", lambda *_given, **_more: None)


def page(given):
    from sta_lstm.ui.panels import heading
    from sta_lstm.ui.session.predictions import Inference

    prediction, checkpoint = given
    heading.show(Inference(("key",), prediction, {}, "it is too long"), checkpoint)


def shown(prediction, checkpoint):
    app = AppTest.from_function(page, args=((prediction, checkpoint),))
    app.run()
    assert not app.exception
    return app


def test_an_unsure_answer_of_an_unknown_model_says_so():
    unsure = made_prediction(class_names=("clap", "drink", "nod"), logits=[0.2, 0.1, 0.0], checkpoint="mine")
    app = shown(unsure, tiny_checkpoint(name="mine"))
    assert app.title[0].value == "Unsure\\: clap 37 %, drink 33 %"
    said = [each.value.replace("\\", "") for each in app.caption]
    assert said[0] == "mine · next: nod 30 %"
    assert said[1] == ":orange-badge[⚠ nothing is known of its accuracy, nor of what it learned from]"
    assert said[2] == "α not checked: it is too long"


def test_a_strangers_card_is_text_alone():
    evil = "![x](http://evil.example/x.png) <b> | :heart: $a$"
    checkpoint = tiny_checkpoint(
        name=evil, class_names=("wave", evil), training={"summary": evil, evil: {evil: [evil] * 3}, "limits": evil}
    )
    app = shown(made_prediction(class_names=checkpoint.class_names, logits=[3.0, 0.0]), checkpoint)
    (card,) = [each.value for each in app.markdown if each.value.startswith("##### ")]
    assert "![" not in card.replace("\\!", "").replace("\\[", "")
    assert "http://" not in card.replace("\\", "")
    assert "<b>" not in card.replace("\\<b\\>", "")
    assert "| STA\\-LSTM |" in card


#: What programs call things, and no one else does.
JARGON = re.compile(r"\b(std|deg|mps|alpha|beta|lambda|True|False|None|nan)\b|_")
CODE = re.compile(r"`[^`]*`")
SHIPPED = [*sample_checkpoints(), *(paths[-1] for paths in sample_runs().values())]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_card_that_is_shipped_is_told_in_words(path):
    card = card_text(load_checkpoint(path, device="cpu"))
    assert "\\`" not in card
    assert card.count("`") % 2 == 0
    told = re.sub(r"\\(.)", r"\1", CODE.sub("", card))
    told = re.sub(r"(python -m|sta-lstm) [^|]*", "", told)  # a command is typed as it is
    assert [found[0] for found in JARGON.finditer(told)] == []
    assert "spread over seeds" in told or "std" not in str(load_checkpoint(path, device="cpu").accuracy)


def test_the_hint_for_those_who_are_new_stays_away_once_it_is_sent_away():
    app = shown(made_prediction(), tiny_checkpoint())
    assert any(each.value.startswith("New here?") for each in app.caption)
    app.button(key="heading-welcome-close").click()
    app.run()
    app.run()
    assert not any(each.value.startswith("New here?") for each in app.caption)
