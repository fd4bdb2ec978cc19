"""What the tour says of each stop is what the sample checkpoints do."""

from functools import cache

import numpy as np
import pytest

from sta_lstm.evidence.edits import apply, parse_edits
from sta_lstm.formats import load_clip
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.prediction.labels import Agreement, label_check
from sta_lstm.prediction.predict import predict
from sta_lstm.samples import resolve_checkpoint, resolve_clip
from sta_lstm.scene.limbs import limbs_of
from sta_lstm.ui.lessons.stops import STOPS
from sta_lstm.ui.lessons.tour import TOUR
from sta_lstm.ui.pages.compare import COMPARE
from sta_lstm.ui.pages.inspect import INSPECT
from sta_lstm.ui.panels.heading import title_with_edit
from sta_lstm.ui.session.link import check_link, format_link, parse_link

WAVE, KICK, HELD, TWO, WRONG = STOPS


@cache
def said(clip, checkpoint, edit=""):
    loaded = load_clip(resolve_clip(clip))
    return predict(
        load_checkpoint(resolve_checkpoint(checkpoint)), apply(loaded, parse_edits(edit)) if edit else loaded
    )


def most_heard(prediction):
    """The person and the limb with the largest share of all attention."""
    shares = prediction.alpha.sum(0) / prediction.alpha.sum()  # M × J
    limbs = limbs_of(prediction.clip.layout)
    found = {(m, limb.name): shares[m, list(limb.joints)].sum() for m in range(len(shares)) for limb in limbs}
    return max(found, key=found.get)


def of(stop, edit=None):
    return said(stop.words["clip"], stop.words["checkpoint"], stop.words.get("edit", "") if edit is None else edit)


@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: stop.title)
def test_every_stop_is_an_address_that_its_page_opens(stop):
    address = {"inspect": INSPECT, "compare": COMPARE}[stop.page]
    words = {**stop.words, TOUR.key: str(1 + STOPS.index(stop))}
    link, notice = parse_link(address.fields, words)
    assert notice == ""
    assert check_link(address.fields, link, of(stop, "").clip.n_frames if stop is not TWO else 74)[1] == ""
    assert format_link(address.fields, link) == words
    assert stop.text.count(". ") == 1  # two sentences


def test_the_model_listens_to_the_arm_that_waves():
    assert of(WAVE).label == "wave right hand"
    assert most_heard(of(WAVE)) == (0, "right arm")
    assert "**right arm**" in WAVE.text


def test_the_frame_of_the_second_stop_is_the_highest_peak_and_the_kick():
    prediction, frame = of(KICK), int(KICK.words["frame"])
    assert prediction.label == "kick right"
    assert prediction.keyframes[0] == frame
    foot = prediction.clip.positions[:, 0, prediction.clip.layout.index("right foot")]
    up = foot[:, "xyz".index(prediction.clip.up_axis.strip("-"))]
    assert up[frame] > up.min() + 0.6 * np.ptp(up)  # well on its way up


def test_the_held_leg_changes_the_answer_and_the_other_leg_does_not():
    before, after = of(HELD, ""), of(HELD)
    assert most_heard(before) == (0, "right leg")
    assert HELD.words["edit"] == "hold:right leg"
    assert f"from **{before.label}** to **{after.label}**" in HELD.text
    assert before.label != after.label
    assert title_with_edit(before, after) == "Kick right as recorded, nod as edited"
    assert of(HELD, "hold:left leg").label == before.label


def test_the_two_models_say_the_same_and_listen_to_different_persons():
    sta, sa = (said(TWO.words["clip"], name) for name in TWO.words["checkpoint"].split(".."))
    assert sta.label == sa.label
    assert f"say **{sta.label}**" in TWO.text
    assert (most_heard(sta), most_heard(sa)) == ((1, "right arm"), (0, "right arm"))


def test_the_last_stop_is_a_mistake_although_an_arm_is_heard_most():
    prediction = of(WRONG)
    assert prediction.clip.label == "punch right"
    assert label_check(prediction).agreement is Agreement.WRONG
    assert f"says **{prediction.label}**" in WRONG.text
    assert most_heard(prediction)[1] == "right arm"
