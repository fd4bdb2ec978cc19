"""Every score of a clip and of many: what is there, what is left out, and that a loop by hand gives the same."""

import numpy as np
import pytest
import torch
from made import small_clip, tiny_checkpoint

from sta_lstm.datasets import LabelledClip
from sta_lstm.errors import MismatchError, SettingsError
from sta_lstm.evidence.faithfulness import rankers as faithful_rankers
from sta_lstm.evidence.faithfulness.clips import Examiner, compare_seeds, examine_clips
from sta_lstm.evidence.faithfulness.curves import MEASURES, deletions, order, scores
from sta_lstm.evidence.faithfulness.rankers import ask, clip_seed, rank, rankers
from sta_lstm.evidence.faithfulness.settings import Settings
from sta_lstm.evidence.maps.explain import explain
from sta_lstm.evidence.removal.cells import groups
from sta_lstm.evidence.removal.fills import fills, first_pose
from sta_lstm.skeletons.layouts import KINECT_20, NTU_25

QUICK = Settings(grains=("limb", "window"), steps=4)


def labelled(seed, label="wave", source=None, **more):
    clip = small_clip(8, seed=seed, label=label, **more)
    return LabelledClip.of(clip, label, None, source or f"{label}-{seed}")


@pytest.fixture(scope="module")
def examiner():
    return Examiner(tiny_checkpoint(), QUICK)


@pytest.fixture(scope="module")
def quick():
    """Of a network without attention: least to do."""
    return Examiner(tiny_checkpoint("lstm"), Settings(grains=("limb",), steps=2))


def table(found):
    return {each[:4]: each.value for each in found.scores}


def test_scores_are_those_of_the_curves(examiner):
    clip, other = small_clip(8), small_clip(9, seed=1)
    found = table(examiner.examine(clip, other))
    asked = ask(examiner.checkpoint, clip)
    alpha = rank(asked, rankers(examiner.checkpoint)["alpha"], "alpha")
    parts = groups(asked.features, NTU_25, "limb")
    own = order(alpha, parts, seed=clip_seed(clip, 0))
    by_name = {**fills(25, ask(examiner.checkpoint, other).features), "first pose": first_pose}
    for fill in ("mean pose", "first pose", "other clip"):
        ways = [own, own[::-1]]
        removed, reverse = deletions(asked.checkpoint, asked.features, parts, ways, fill=by_name[fill], steps=4)
        for measure, value in scores(removed, reverse.backwards()).items():
            assert found[measure, "alpha", "limb", fill] == pytest.approx(value)


def test_every_measure_of_every_ranking_by_three_fills(examiner):
    found = table(examiner.examine(small_clip(8), small_clip(9, seed=1)))
    expected = {
        (measure, ranking, grain, fill)
        for measure in MEASURES
        for grain, rankings, own_fills in (
            ("limb", ("alpha", "alpha × beta", "motion energy", "random"), ("mean pose", "first pose", "other clip")),
            (
                "window",
                ("beta", "alpha × beta", "motion energy", "random"),
                ("mean pose", "interpolation", "other clip"),
            ),
        )
        for ranking in rankings
        for fill in own_fills
    }
    assert {key for key in found if key[0] in MEASURES} == expected
    assert {key[0] for key in found} - set(MEASURES) == {
        *("infidelity", "PGI", "PGU", "stability", "moved", "randomised")
    }
    assert {key[1] for key in found if key[0] == "moved"} == {
        *("alpha, uniform", "alpha, permuted", "beta, uniform", "beta, permuted")
    }
    assert np.isfinite([value for key, value in found.items() if key[0] in MEASURES]).all()


def test_a_network_without_attention_has_the_baselines_alone():
    found = table(Examiner(tiny_checkpoint("lstm"), QUICK).examine(small_clip(8)))
    assert {key[1] for key in found} == {"motion energy", "random"}
    assert {key[0] for key in found}.isdisjoint({"moved", "randomised"})


def test_another_ranking_stands_beside_them():
    def mine(asked):
        return torch.arange(50).expand(asked.features.mask.shape)

    found = table(Examiner(tiny_checkpoint(), QUICK, {"mine": mine}).examine(small_clip(8)))
    assert ("deletion", "mine", "limb", "mean pose") in found
    assert ("stability", "mine", "", "") in found
    assert ("randomised", "mine", "", "main") in found
    with pytest.raises(SettingsError, match="alpha are there already"):
        Examiner(tiny_checkpoint(), QUICK, {"alpha": mine})


def test_it_is_the_same_again_and_another_seed_is_another_chance():
    clip = small_clip(8)
    a, b, c = (
        table(Examiner(tiny_checkpoint("sa"), Settings(("limb",), 2, seed=seed)).examine(clip)) for seed in (0, 0, 1)
    )
    assert a == pytest.approx(b, nan_ok=True)
    key = ("deletion", "random", "limb", "mean pose")
    assert a[key] != c[key]
    alpha = ("deletion", "alpha", "limb", "mean pose")
    assert a[alpha] == c[alpha]


def test_clips_get_one_of_another_class_in_their_place(quick):
    clips = [labelled(0), labelled(1), labelled(2, "kick")]
    found = list(examine_clips(quick, clips))
    assert [(each.clip, each.label) for each in found] == [("wave-0", "wave"), ("wave-1", "wave"), ("kick-2", "kick")]
    alone = quick.examine(clips[0].load(), clips[2].load(), name="wave-0")
    assert table(found[0]) == pytest.approx(table(alone), nan_ok=True)
    assert alone.predicted in quick.checkpoint.class_names
    assert 1 / 3 <= alone.probability <= 1


def test_one_class_and_one_clip(quick):
    of_one_class = next(examine_clips(quick, [labelled(0), labelled(1)]))
    assert "other clip" in {each.fill for each in of_one_class.scores}
    (alone,) = examine_clips(quick, [labelled(0)])
    assert "other clip" not in {each.fill for each in alone.scores}


def test_how_many_clips_there_are_changes_none_of_them(quick):
    clips = [labelled(0), labelled(1, "kick"), labelled(2, "kick")]
    some = list(examine_clips(quick, clips[:1], others=clips))
    every = next(examine_clips(quick, clips))
    assert table(some[0]) == pytest.approx(table(every), nan_ok=True)
    assert "other clip" in {each.fill for each in some[0].scores}


def test_what_is_done_is_not_done_again(quick):
    clips = [labelled(0), labelled(1, "kick"), labelled(2)]
    told = []
    found = list(examine_clips(quick, clips, done={"wave-0"}, progress=lambda *each: told.append(each)))
    assert [each.clip for each in found] == ["kick-1", "wave-2"]
    assert told == [(1, 3), (2, 3), (3, 3)]
    whole = list(examine_clips(quick, clips))
    assert table(whole[1]) == pytest.approx(table(found[0]), nan_ok=True)


def test_persons_who_come_and_go(examiner):
    present = np.ones((8, 2), bool)
    present[2:5, 1] = False
    found = table(examiner.examine(small_clip(present=present)))
    assert np.isfinite([value for key, value in found.items() if key[0] in MEASURES]).all()


def test_one_frame_has_numbers_for_what_can_be_tested_alone():
    examiner = Examiner(tiny_checkpoint(), Settings(("limb", "frame", "window"), 2, rankings=("integrated-gradients",)))
    scored = examiner.examine(small_clip(1), small_clip(8, seed=1))
    found = table(scored)
    removed = {key for key in found if key[0] in MEASURES}
    assert {key[3] for key in removed} == {"other clip"}  # any other fill is the frame itself
    assert {key[2] for key in removed} == {"limb"}
    assert {key[1] for key in found} == {"alpha", "alpha × beta", "random", "alpha, uniform", "alpha, permuted"}
    assert np.isfinite(list(found.values())).all()
    (frames,) = scored.left_out.keys() - {"integrated-gradients"}
    assert "one frame alone" in scored.left_out["integrated-gradients"]
    assert "frames, beta" in frames
    assert "no frame comes before another" in scored.left_out[frames]


def test_one_frame_alone_has_nothing_to_be_replaced_by(examiner):
    found = table(examiner.examine(small_clip(1)))
    assert {key[0] for key in found} == {"PGI", "PGU", "stability", "moved", "randomised"}
    assert examiner.examine(small_clip(8)).left_out == {}


def test_further_rankings_are_removed_by_and_shaken_but_not_asked_again():
    settings = Settings(("limb", "frame"), 2, rankings=("integrated-gradients", "ablation-frame"))
    found = table(Examiner(tiny_checkpoint("sa"), settings).examine(small_clip(8)))
    about = {(key[0], key[2]) for key in found if key[1] == "integrated-gradients"}
    assert {("deletion", "limb"), ("over reverse", "frame"), ("infidelity", "limb × window"), ("PGI", "")} <= about
    assert {("stability", ""), ("randomised", "")}.isdisjoint(about)
    assert {key[2] for key in found if key[:2] == ("deletion", "ablation-frame")} == {"frame"}  # alike over joints


def test_a_clip_is_explained_once(monkeypatch):
    asked = []

    def counted(*arguments):
        asked.append(arguments[2])
        return explain(*arguments)

    monkeypatch.setattr(faithful_rankers, "explain", counted)
    Examiner(tiny_checkpoint("sa"), Settings(("limb",), 2, rankings=("gradient-input",))).examine(small_clip(8))
    assert asked == [["gradient-input"]]


def test_a_ranking_that_a_network_cannot_give_is_left_out_with_the_reason():
    examiner = Examiner(tiny_checkpoint("ta"), Settings(("frame",), 2, rankings=("alpha-displacement",)))
    scored = examiner.examine(small_clip(8))
    assert "alpha-displacement" not in {each.ranking for each in scored.scores}
    assert "learned no attention to joints" in scored.left_out["alpha-displacement"]


def test_seeds_compared():
    clips = [labelled(0), labelled(1)]
    a, b = (tiny_checkpoint(seed=seed) for seed in (0, 1))
    found = list(compare_seeds([a, b], clips, done={"wave-0"}))
    assert [each.clip for each in found] == ["wave-1"]
    assert [each[:4] for each in found[0].scores] == [
        ("seeds", name, "", "") for name in ("alpha", "beta", "alpha × beta")
    ]
    assert all(-1 <= each.value <= 1 for each in found[0].scores)
    with pytest.raises(SettingsError, match="give two or more"):
        next(compare_seeds([a], clips))


def test_a_clip_that_does_not_fit_is_refused(examiner):
    with pytest.raises(MismatchError, match="kinect-20"):
        examiner.examine(small_clip(layout=KINECT_20))
