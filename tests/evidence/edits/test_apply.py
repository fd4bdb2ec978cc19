"""What edits do to a clip: laws of each kind, and edits that are refused."""

from dataclasses import replace

import numpy as np
import pytest
from made import made_prediction, small_clip

from sta_lstm.errors import ClipError, SettingsError
from sta_lstm.evidence.edits import Edit, apply, describe, joint_target, joints_of, parse_edits, what_was_done
from sta_lstm.evidence.edits.target import most_attended_part
from sta_lstm.formats import load_clip
from sta_lstm.samples import resolve_clip
from sta_lstm.scene.limbs import body_parts
from sta_lstm.skeletons import SkeletonLayout
from sta_lstm.skeletons.layouts import NTU_25

RIGHT_ARM = next(part.joints for part in body_parts(NTU_25) if part.name == "right arm")
ROOT = NTU_25.index(NTU_25.root)
EVERY_KIND = (
    "hide:right arm@5-9",
    "hold:right arm@5-9",
    "mirror:right arm@5-9",
    "shift:right arm@5-9=1,2,3",
    "shake:right arm@5-9=3",
    "swap:right arm@5-9=other",
)


def edited(clip, text, other=None):
    return apply(clip, parse_edits(text), open_other=lambda name: other or small_clip(31, seed=9))


def to_root(clip, m=0):
    return clip.positions[:, m] - clip.positions[:, m, [ROOT]]


@pytest.fixture
def clip():
    return small_clip(n_frames=20, n_persons=2)


@pytest.mark.parametrize("text", EVERY_KIND)
@pytest.mark.parametrize("up_axis", ["x", "y", "z"])
def test_an_edit_changes_what_it_names_and_nothing_else(text, up_axis):
    clip = small_clip(n_frames=20, n_persons=2, up_axis=up_axis)
    new = edited(clip, text.replace(":", ":A/"))
    moved = (new.positions != clip.positions).any(-1)
    joints = set(RIGHT_ARM) | ({NTU_25.mirror_indices[j] for j in RIGHT_ARM} if text.startswith("mirror") else set())
    expected = np.zeros_like(moved)
    expected[np.ix_(range(5, 10), [0], sorted(joints))] = True
    np.testing.assert_array_equal(moved, expected)
    np.testing.assert_array_equal(new.present, clip.present)
    assert (new.name, new.fps, new.layout, new.up_axis) == (clip.name, clip.fps, clip.layout, clip.up_axis)


@pytest.mark.parametrize("text", [*EVERY_KIND, "slow:right arm@5-9=2"])
def test_what_was_done_stands_in_the_notes(clip, text):
    clip = replace(clip, notes=("Two gaps filled.",))
    new = edited(clip, text)
    assert new.notes[0] == "Two gaps filled."
    assert new.notes[1].startswith("What if: the right arm of everybody ")
    assert new.notes[1].endswith(" in the frames 5 to 9.")


def test_no_edit_is_the_clip_itself(clip):
    assert apply(clip, ()) is clip


def test_what_is_held_keeps_its_mean_place_on_the_body(clip):
    new = edited(clip, "hold:A/right arm")
    before, after = to_root(clip)[:, RIGHT_ARM], to_root(new)[:, RIGHT_ARM]
    np.testing.assert_allclose(after, np.broadcast_to(before.mean(0), after.shape), atol=1e-6)


def test_what_holds_the_root_is_held_in_the_room(clip):
    new = edited(clip, "hold:all")
    assert np.ptp(new.positions, axis=0).max() < 1e-6


def test_holding_again_changes_nothing(clip):
    once = edited(clip, "hold:right arm")
    np.testing.assert_allclose(edited(once, "hold:right arm").positions, once.positions, atol=1e-6)


def test_what_is_hidden_stands_on_a_line(clip):
    new = edited(clip, "hide:A/right arm@5-9")
    own = to_root(new)[4:11, RIGHT_ARM]
    np.testing.assert_allclose(np.diff(own, n=2, axis=0), 0, atol=1e-6)


def test_what_is_hidden_to_the_end_stays_where_it_was(clip):
    own = to_root(edited(clip, "hide:A/right arm@15-19"))[:, RIGHT_ARM]
    np.testing.assert_allclose(own[15:], np.broadcast_to(own[14], own[15:].shape), atol=1e-6)


def test_what_is_hidden_throughout_is_held(clip):
    hidden, held = edited(clip, "hide:right arm"), edited(clip, "hold:right arm")
    np.testing.assert_array_equal(hidden.positions, held.positions)


def test_a_hidden_person_is_absent(clip):
    new = edited(clip, "hide:B/all@5-9")
    assert new.present[:, 0].all()
    np.testing.assert_array_equal(np.flatnonzero(~new.present[:, 1]), range(5, 10))
    assert not new.positions[5:10, 1].any()


@pytest.mark.parametrize("text", ["mirror:all", "mirror:right leg", "mirror:left arm"])
def test_mirroring_twice_gives_the_clip_back(clip, text):
    once = edited(clip, text)
    assert np.abs(once.positions - clip.positions).max() > 0.1
    np.testing.assert_allclose(edited(once, text).positions, clip.positions, atol=1e-5)


def test_a_mirrored_body_keeps_its_bones_and_its_place(clip):
    new = edited(clip, "mirror:all")
    np.testing.assert_allclose(new.positions[:, :, ROOT], clip.positions[:, :, ROOT], atol=1e-6)
    twins = list(NTU_25.mirror_indices)
    np.testing.assert_allclose(
        np.linalg.norm(to_root(new)[:, twins], axis=-1), np.linalg.norm(to_root(clip), axis=-1), atol=1e-5
    )


def test_slowing_shows_earlier_frames_and_stays_late(clip):
    new = edited(clip, "slow:all@4-11=2")
    np.testing.assert_array_equal(new.positions[:5], clip.positions[:5])
    for frame, source in ((6, 5), (8, 6), (10, 7), (12, 8), (15, 11), (19, 15)):
        np.testing.assert_allclose(new.positions[frame], clip.positions[source], atol=1e-6)


def test_slowing_by_one_is_nothing(clip):
    np.testing.assert_allclose(edited(clip, "slow:all=1").positions, clip.positions, atol=1e-6)


def test_a_slowed_person_comes_later():
    present = np.ones((20, 1), bool)
    present[10:13] = False
    new = edited(small_clip(present=present), "slow:all=2")
    np.testing.assert_array_equal(new.present[:, 0], present[np.round(np.arange(20) / 2).astype(int), 0])


def test_a_fast_body_stands_at_the_end(clip):
    new = edited(clip, "slow:all=0.5")
    np.testing.assert_allclose(new.positions[3], clip.positions[6], atol=1e-6)
    np.testing.assert_allclose(new.positions[12:], np.broadcast_to(clip.positions[-1], (8, 2, 25, 3)), atol=1e-6)


@pytest.mark.parametrize(("up_axis", "up"), [("x", 0), ("y", 1), ("z", 2)])
def test_a_shift_is_in_centimetres_of_a_room_that_stands_upright(up_axis, up):
    clip = small_clip(up_axis=up_axis)
    moved = edited(clip, "shift:head=0,25,0").positions - clip.positions
    joints = joints_of(Edit("hold", ("head",)), NTU_25)
    np.testing.assert_allclose(moved[:, 0, joints, up], 0.25, atol=1e-6)
    assert np.abs(moved).sum() == pytest.approx(0.25 * 20 * len(joints), rel=1e-4)


def test_shifting_there_and_back(clip):
    back = edited(clip, "shift:right arm=3,-4,5;shift:right arm=-3,4,-5")
    np.testing.assert_allclose(back.positions, clip.positions, atol=1e-6)


def test_shaking_is_as_strong_as_it_says_and_the_same_each_time():
    clip = small_clip(n_frames=200)
    new = edited(clip, "shake:all=4,7")
    assert np.std(new.positions - clip.positions) == pytest.approx(0.04, rel=0.05)
    np.testing.assert_array_equal(edited(clip, "shake:all=4,7").positions, new.positions)
    assert (edited(clip, "shake:all=4,8").positions != new.positions).any()
    arm = edited(clip, "shake:right arm=4,7")
    np.testing.assert_array_equal(arm.positions[:, :, RIGHT_ARM], new.positions[:, :, RIGHT_ARM])


def test_a_swap_with_itself_is_nothing(clip):
    np.testing.assert_allclose(edited(clip, "swap:right arm=x", clip).positions, clip.positions, atol=1e-5)
    np.testing.assert_allclose(edited(clip, "swap:all=x", clip).positions, clip.positions, atol=1e-5)


def test_a_swap_follows_size_and_direction():
    clip = load_clip(resolve_clip("kick-right"))
    c, s = np.cos(1.0), np.sin(1.0)
    turn = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
    other = replace(clip, positions=1.3 * clip.positions @ turn + (2, 0, 1))
    np.testing.assert_allclose(edited(clip, "swap:all=x", other).positions, clip.positions, atol=1e-3)
    np.testing.assert_allclose(edited(clip, "swap:right arm=x", other).positions, clip.positions, atol=1e-3)


def test_persons_who_are_absent_stay_so():
    present = np.ones((20, 2), bool)
    present[3:8, 1] = False
    for text in EVERY_KIND:
        new = edited(small_clip(present=present), text)
        np.testing.assert_array_equal(new.present, present)
        assert not new.positions[3:8, 1].any()


def test_a_joint_named_like_a_part_can_be_meant():
    head = NTU_25.index("head")
    assert joint_target(NTU_25, head) == "joint head"
    assert joint_target(NTU_25, RIGHT_ARM[0]) == NTU_25.joints[RIGHT_ARM[0]]
    assert joints_of(Edit("hold", ("joint head",)), NTU_25) == (head,)
    assert len(joints_of(Edit("hold", ("Head",)), NTU_25)) > 1
    assert len(joints_of(Edit("hold"), NTU_25)) == 25


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("hide:all", "would leave nobody in clip 'clip'; keep a person or some frames"),
        ("hide:A/all;hide:B/all", "would leave nobody"),
        ("hold:wing", "cannot find 'wing' on a body of 'ntu-25'; its parts are: trunk, head, left arm"),
        ("hold:C/all", "person C, and clip 'clip' shows A, B"),
        ("hold:all@10-20", "frames 10 to 20, and clip 'clip' has the frames 0 to 19"),
    ],
)
def test_edits_that_cannot_be_made_are_refused(clip, text, sentence):
    with pytest.raises(SettingsError) as caught:
        edited(clip, text)
    assert sentence in str(caught.value)


def test_more_that_is_refused(clip):
    with pytest.raises(SettingsError, match="no way to open clips"):
        apply(clip, parse_edits("swap:head=bow"))
    with pytest.raises(SettingsError, match="at most 64 edits"):
        apply(clip, [Edit("hold")] * 65)
    plain = SkeletonLayout("stick", "Stick", ("a", "b"), (("a", "b"),), (), "a", ("a", "b"), "y", "test")
    with pytest.raises(SettingsError, match="needs a left and a right"):
        edited(small_clip(layout=plain), "mirror:all")
    with pytest.raises(ClipError, match="too far away"):
        edited(replace(clip, positions=clip.positions + 998), "shift:all=500,500,500")


def test_an_edit_is_told_in_words(clip):
    alone = small_clip()
    assert describe(Edit("hold", ("right arm",), 0, (3, 3)), clip) == (
        "The right arm of person A held still at the mean place of the clip in frame 3"
    )
    assert describe(Edit("hide", (), 1), clip) == "Person B taken out"
    assert describe(Edit("slow", (), None, None, (2,)), alone) == "The body made 2 times slower"
    assert describe(Edit("slow", ("head",), None, None, (0.5,)), clip) == "The head of everybody made 2 times faster"


def test_a_clip_of_one_frame():
    for text in ("hold:right arm", "hide:right arm", "mirror:all", "slow:all=2", "shake:all=1", "swap:right arm=x"):
        assert edited(small_clip(n_frames=1), text).n_frames == 1


def test_the_part_that_most_attention_lies_on():
    alpha = np.ones((20, 1, 25))
    alpha[:, :, RIGHT_ARM] = 0
    alpha[5:9, :, RIGHT_ARM] = 100
    shared = alpha / alpha.sum((1, 2), keepdims=True)
    beta = np.full(20, 0.01)
    assert most_attended_part(made_prediction(alpha=shared, beta=beta)) == "left arm"
    beta[5:9] = 0.2
    assert most_attended_part(made_prediction(alpha=shared, beta=beta)) == "right arm"
    assert most_attended_part(made_prediction(spatial=False)) == "right leg"


@pytest.mark.parametrize("text", ["slow:all=1", "shift:all=0,0,0", "shake:all=0"])
def test_what_changes_nothing_says_so(clip, text):
    new = edited(clip, text)
    np.testing.assert_allclose(new.positions, clip.positions, atol=1e-6)
    assert new.notes[-1].endswith("which changes nothing.")


def test_names_are_found_and_told_whatever_their_capitals(clip):
    for small, capital in (("right arm", "Right ARM"), ("joint head", "Joint Head"), ("right wrist", "RIGHT wrist")):
        new = edited(clip, f"Hold:{capital}")
        np.testing.assert_array_equal(new.positions, edited(clip, f"hold:{small}").positions)
        assert f"the {small} of everybody held" in new.notes[-1]
    np.testing.assert_array_equal(edited(clip, "HOLD:All").positions, edited(clip, "hold:all").positions)


def test_it_is_said_how_much_of_a_clip_is_left():
    clip = small_clip(n_frames=20)
    assert "somebody is left in 5 of 20 frames." in edited(clip, "hide:all@0-14").notes[-1]
    assert edited(clip, "hide:all@0-18").notes[-1] == (
        "What if: the body taken out in the frames 0 to 18; somebody is left in 1 of 20 frames, and in one frame "
        "nothing moves."
    )


def test_nothing_is_said_where_as_much_is_left(clip):
    assert "left in" not in edited(clip, "hide:A/all@0-14").notes[-1]


def test_what_was_done_is_told_in_sentences(clip):
    new = edited(clip, "hide:B/all;hold:A/head")
    first, second = what_was_done(clip, new)
    assert first == "Person B taken out."
    assert second.startswith("The head held still")  # there is nobody else any more
