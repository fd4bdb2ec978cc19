"""The page that compares checkpoints, as Streamlit runs it: what is shown for good choices, and for bad ones."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest
import streamlit as st
import torch
from comparing import (
    ALL,
    CHECKPOINTS,
    CHOICE,
    CLIPS,
    CURVES,
    LSTM,
    MEASURE,
    PAIR,
    SA,
    SBU,
    SCALE,
    STA,
    TA,
    TABS,
    UTKINECT,
    WHERE,
    choose,
    panes,
    words,
)
from driving import keyed, opened, run, turn_to, upload

from sta_lstm.comparison.measures import MEASURES
from sta_lstm.formats import save_clip
from sta_lstm.model.checkpoint import load_checkpoint, save_checkpoint
from sta_lstm.samples import FOLDER_VARIABLE, resolve_checkpoint
from sta_lstm.skeletons import Clip, layout_named


@pytest.fixture
def app():
    return opened("compare", clip="bow", checkpoint="demo-lstm..demo-sta", by="attention")


def rows(app):
    """The cells of each pair's row."""
    (table,) = [each.value for each in app.markdown if each.value.startswith("| Pair")]
    return [[cell.strip() for cell in line.replace("\\", "").split("|")[1:-1]] for line in table.splitlines()[2:]]


def content(name):
    return resolve_checkpoint(name).read_bytes()


def renamed(tmp_path, **changes):
    """The demo model with other settings, as a file's content."""
    path = save_checkpoint(replace(load_checkpoint(resolve_checkpoint("demo-sta")), **changes), tmp_path / "new.st")
    return path.read_bytes()


def test_it_opens_on_samples_side_by_side():
    app = opened("compare")
    assert not app.error
    assert app.title[0].value.replace("\\", "") == "All three say “high five”"
    beneath = next(each.value for each in app.main.caption).replace("\\", "")
    assert beneath.startswith("**Two weigh moments: some of the same; two weigh joints: some of the same**")
    assert panes(app) == ["demo-sta", "demo-sa", "demo-ta"]
    first, second, third = rows(app)
    assert first[0] == "demo-sta and demo-sa"
    assert first[1].endswith("2 of 5 :gray[(chance 0.5)]")
    assert first[1].count("▮") == 2
    assert first[2:] == [":gray[demo-sa weighs all moments alike]", "✓ high five"]
    assert "2 of 5 :gray[(chance 0.7), weights correlate 0.85]" in second[2]
    assert third[1:3] == [":gray[demo-ta weighs all joints alike]", ":gray[demo-sa weighs all moments alike]"]
    assert app.get_by_key(PAIR).value == (STA, SA)


def told(app):
    """The address, as the button to copy it keeps it."""
    parts = [json.loads(part.proto.json) for part in app.get("bidi_component") if part.proto.json]
    return next(part["words"] for part in parts if "words" in part)


def test_every_figure_says_how_it_is_read_and_is_drawn_once_its_tab_is_open(app):
    assert "Mean over the clip: 0." in words(app, "caption").replace("*", "")
    assert "they differ more than two unrelated maps" in words(app, "caption")
    assert len(app.get("plotly_chart")) == 3  # the joints of the two, and two figures along time
    turn_to(app, TABS, WHERE)
    assert len(app.get("plotly_chart")) == 2
    assert "in steps of the scale 0 · 1 · 3 · 7 · 15 times an equal share" in words(app, "caption")
    turn_to(app, TABS, CURVES)
    assert len(app.get("plotly_chart")) == 2
    turn_to(app, TABS, ALL)
    assert len(app.get("plotly_chart")) == 1  # of two models there is no table of all pairs
    choose(app, LSTM, STA, TA)
    assert len(app.get("plotly_chart")) == 2
    app.get_by_key(MEASURE).select(next(each for each in MEASURES if each.name == "beta_spearman"))
    run(app)
    assert "Stronger colour = more alike (greater number)" in words(app, "caption")
    assert "1: both rank the frames alike" in words(app, "caption")


def test_what_is_chosen_in_a_tab_stays_chosen_while_another_is_open(app):
    choose(app, LSTM, STA, TA)
    turn_to(app, TABS, CURVES)
    app.get_by_key(SCALE).set_value("Own scale")
    run(app)
    assert told(app)["scale"] == "own"
    turn_to(app, TABS, ALL)
    spearman = next(each for each in MEASURES if each.name == "beta_spearman")
    app.get_by_key(MEASURE).select(spearman)
    run(app)
    for _ in range(2):
        turn_to(app, TABS, WHERE)
        assert told(app)["scale"] == "own"
    turn_to(app, TABS, CURVES)
    assert app.get_by_key(SCALE).value == "Own scale"
    turn_to(app, TABS, ALL)
    assert app.get_by_key(MEASURE).value == spearman


@pytest.mark.parametrize(("clip", "persons"), [("squat", {""}), ("shake-hands", {"A ", "B "})])
def test_a_joint_is_told_with_its_person_where_there_are_two(clip, persons):
    app = opened("compare", clip=clip, checkpoint="demo-lstm..demo-sta")
    joints = re.findall(r"^- ([AB] )?\D+: \d+\.\d× vs\.", words(app, "markdown"), re.MULTILINE)
    assert set(joints) == persons


def test_a_link_opens_what_it_names_in_its_order():
    app = opened("compare", clip="bow", checkpoint="demo-ta..demo-lstm..demo-sta", pair="2-3")
    assert panes(app) == ["demo-ta", "demo-lstm", "demo-sta"]
    assert app.get_by_key(PAIR).value == (LSTM, STA)
    assert not app.info


def test_the_pair_stays_chosen_while_another_checkpoint_goes_and_comes(app):
    choose(app, LSTM, STA, TA)
    app.get_by_key(PAIR).select((STA, TA))
    run(app)
    choose(app, STA, TA)
    assert app.get_by_key(PAIR).value == (STA, TA)
    choose(app, STA, TA, SA)
    assert app.get_by_key(PAIR).value == (STA, TA)
    choose(app, STA, SA)
    assert app.get_by_key(PAIR).value == (STA, SA)
    assert panes(app) == ["demo-sta", "demo-sa"]


def test_one_checkpoint_is_shown_and_another_asked_for(app):
    choose(app, STA)
    assert panes(app) == ["demo-sta"]
    assert "Choose another" in words(app, "info")
    choose(app)
    assert "Choose two checkpoints or more" in words(app, "info")
    assert "without attention" in words(app, "caption")


def test_a_file_that_is_no_checkpoint_is_named_and_the_others_go_on(app):
    upload(app, CHECKPOINTS, ("broken.safetensors", content("demo-sta")[:9000]))
    assert panes(app) == ["demo-lstm", "demo-sta"]
    assert len(app.error) == 1
    assert "broken.safetensors" in words(app, "error")
    assert "cut off" in words(app, "error")


def test_the_same_checkpoint_twice_is_said_and_found_equal(app):
    upload(app, CHECKPOINTS, ("demo-sta.safetensors", content("demo-sta")))
    assert panes(app) == ["demo-lstm", "demo-sta", "demo-sta (2)"]
    assert "demo-sta (2) and demo-sta are the same file" in words(app, "info")
    keys = app.get_by_key(CHOICE).value
    app.get_by_key(PAIR).select((keys[1], keys[2]))
    turn_to(app, TABS, ALL)
    assert "Difference of joints, α (JS, bits): **0.00**" in words(app, "markdown")


def own_clip(tmp_path, layout, n_persons=2):
    """A clip's file, ready to be uploaded."""
    layout = layout_named(layout)
    positions = np.random.default_rng(0).normal(size=(5, n_persons, layout.n_joints, 3))
    save_clip(Clip(positions, 15, layout, "y", np.ones((5, n_persons), bool), "own.npz"), tmp_path / "own.npz")
    return "own.npz", (tmp_path / "own.npz").read_bytes()


def click(app, beginning, place=0):
    keyed(app, "button", beginning)[place].click()
    return run(app)


def test_a_clip_that_fits_only_some_is_converted_for_the_others_in_one_click(app, tmp_path):
    upload(app, CLIPS, own_clip(tmp_path, "sbu-15"))
    choose(app, LSTM, SBU, STA)
    assert panes(app) == ["sbu-sta"]
    assert not app.info  # another one is chosen, and waits
    assert "does not fit demo-lstm and demo-sta as it is" in words(app, "markdown")
    assert "demo-lstm and demo-sta read 1 to 2 persons in the layout “NTU RGB+D" in words(app, "markdown")
    assert not app.error

    click(app, "conversion-do")
    assert panes(app) == ["demo-lstm", "sbu-sta", "demo-sta"]
    assert not app.error
    assert "demo-lstm and demo-sta read the clip converted from “SBU Kinect Interaction" in words(app, "caption")
    assert "1 joint of 'sbu-sta' that not all models have: torso" in words(app, "markdown")
    assert "Converted from 'sbu-15' to 'ntu-25'" in words(app, "markdown")  # among the notes on the recording
    choose(app, LSTM, STA)  # both read what was made: nothing was left out, and inferred joints are compared
    assert not any(expander.label.startswith("Left out") for expander in app.expander)
    assert "although inferred for at least one model: spine base, " in words(app, "caption")

    click(app, "conversion-undo")
    assert panes(app) == [None]
    assert "without attention" in words(app, "caption")


def test_two_conversions_stand_beside_each_other_and_a_person_who_is_kept_is_compared_with_themselves(app, tmp_path):
    upload(app, CLIPS, own_clip(tmp_path, "kinect-20"))
    choose(app, UTKINECT, STA)
    keyed(app, "radio", "conversion-person")[0].set_value(1)
    run(app)
    assert [button.label.replace("\\", "") for button in keyed(app, "button", "conversion-do")] == [
        "Keep one person and run utkinect-sta",
        "Convert and run demo-sta",
    ]
    click(app, "conversion-do")
    assert panes(app) == ["utkinect-sta"]
    click(app, "conversion-do")
    assert panes(app) == ["utkinect-sta", "demo-sta"]
    assert "utkinect-sta reads the clip person B alone" in words(app, "caption")
    assert "Person A, whom only these models read: demo-sta" in words(app, "markdown")
    assert not app.error


def test_other_classes_are_compared_by_name_and_listed(app, tmp_path):
    names = load_checkpoint(resolve_checkpoint("demo-sta")).class_names
    upload(app, CHECKPOINTS, ("other.safetensors", renamed(tmp_path, class_names=("dance", *names[1:]))))
    assert panes(app) == ["demo-lstm", "demo-sta", "other"]
    assert "1 class of 'other' that not all models have: dance" in words(app, "markdown")


def test_of_twenty_uploads_the_newest_find_the_places_that_are_left_and_the_others_are_named(app):
    upload(app, CHECKPOINTS, *((f"m{i}.safetensors", content("demo-lstm")) for i in range(22)))
    assert panes(app) == ["demo-lstm", "demo-sta", "m20", "m21"]
    assert "Only the last 20 of 22 uploads are listed" in words(app, "info")
    refused = "m19.safetensors, m18.safetensors, m17.safetensors and 15 more were not added: 4 are compared at most."
    assert refused in words(app, "warning")
    assert refused in words(app, "toast")
    assert "Take one out of the list first" in words(app, "toast")
    assert app.toast[0].proto.duration >= 10  # seconds, for so many words
    run(app)
    assert refused in words(app, "warning")  # for as long as it is true
    assert not app.toast
    choose(app, LSTM, STA)
    assert "were not added" not in words(app, "warning")


def test_that_the_first_fails_does_not_stop_the_others(app):
    upload(app, CHECKPOINTS, ("broken.safetensors", content("demo-sta")[:9000]))
    (broken,) = set(app.get_by_key(CHOICE).value) - {LSTM, STA}
    choose(app, broken, TA, STA)
    assert panes(app) == ["demo-ta", "demo-sta"]
    assert "broken.safetensors" in words(app, "error")
    assert app.get_by_key(PAIR).value == (TA, STA)
    assert [row[0] for row in rows(app)] == ["demo-ta and demo-sta"]


def test_a_first_model_whose_temporal_attention_is_dead_is_compared_in_what_it_has(app, tmp_path):
    network = load_checkpoint(resolve_checkpoint("demo-sta"), device="cpu").network
    with torch.no_grad():
        network.temporal.w_x.bias.fill_(-1e6)
    upload(app, CHECKPOINTS, ("dead.safetensors", renamed(tmp_path, network=network)))
    (dead,) = set(app.get_by_key(CHOICE).value) - {LSTM, STA}
    choose(app, dead, STA, TA)
    assert panes(app) == ["dead", "demo-sta", "demo-ta"]
    assert not app.error
    turn_to(app, TABS, ALL)
    assert "No figures of β: it is zero throughout in dead." in words(app, "caption")
    assert "Difference of moments, β (JS, bits): **no value**" in words(app, "markdown")


def test_a_folder_named_at_the_start_is_offered(monkeypatch, tmp_path):
    (tmp_path / "run 1").mkdir()
    (tmp_path / "run 1" / "mine.safetensors").write_bytes(content("demo-sa"))
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    st.cache_data.clear()  # it is listed anew every few seconds only
    app = opened("compare", clip="bow", checkpoint="run 1/mine..demo-sta")
    assert panes(app) == ["run 1/mine", "demo-sta"]
    (tmp_path / "run 1" / "mine.safetensors").write_bytes(b"")
    run(app)
    assert panes(app) == ["demo-sta"]
    assert "mine.safetensors" in words(app, "error")
