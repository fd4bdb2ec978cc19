"""Addresses: what is written is read again, and what anyone else wrote is doubted."""

import math
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sta_lstm.ui.links import ALIGNMENTS, READINGS, Link, format_link, parse_link, within

CLIPS, CHECKPOINTS = ("kick-right", "bow", "نجمة & <b>"), ("demo-sta", "demo-lstm")
RUNS = ("demo-small-sta", "run 3/mine")
CAMERA = {"yaw": -1.25, "pitch": 0.2, "zoom": 1.5, "panX": 0.0, "panY": -0.125}
LEVEL = dict.fromkeys(CAMERA, 0.0) | {"zoom": 1.0}
FITTED = CAMERA | {"fitYaw": 0.48, "fitPitch": 0.2}
NAMED = {"clip": "kick-right"}
TWO = {"checkpoint": "demo-sta..demo-lstm"}


def parsed(words):
    return parse_link(words, clips=CLIPS, checkpoints=CHECKPOINTS, runs=RUNS)


ROUND_TRIPS = [
    (Link(), ""),
    (Link("kick-right", ("demo-sta",)), "clip=kick-right&checkpoint=demo-sta"),
    (Link("bow", frame=0), "clip=bow&frame=0"),
    (Link("bow", loop=(0, 40)), "clip=bow&loop=0-40"),
    (Link("bow", camera=CAMERA), "clip=bow&camera=-1.25_0.2_1.5_0_-0.125"),
    (Link("bow", camera=FITTED), "clip=bow&camera=-1.25_0.2_1.5_0_-0.125_0.48_0.2"),
    (
        Link("bow", camera=CAMERA, others=(FITTED, CAMERA)),
        "clip=bow&camera=-1.25_0.2_1.5_0_-0.125&others=-1.25_0.2_1.5_0_-0.125_0.48_0.2..-1.25_0.2_1.5_0_-0.125",
    ),
    (Link("bow", reading="alphaBeta frame"), "clip=bow&view=alphaBeta-frame"),
    (Link("bow", reading="difference clip"), "clip=bow&view=difference-clip"),
    (Link("bow", ("demo-sta", "demo-lstm")), "clip=bow&checkpoint=demo-sta..demo-lstm"),
    (Link("bow", ("demo-lstm", "demo-sta"), pair=(0, 1)), "clip=bow&checkpoint=demo-lstm..demo-sta&pair=1-2"),
    (Link("bow", ("demo-lstm", "demo-sta"), own_scale=True), "clip=bow&checkpoint=demo-lstm..demo-sta&scale=own"),
    (Link("bow", ("demo-sta",), second="bow"), "clip=bow&second=bow&checkpoint=demo-sta"),
    (Link("bow", second="kick-right", alignment="time"), "clip=bow&second=kick-right&align=time"),
    (Link(second="bow", alignment="relative"), "second=bow&align=relative"),
    (Link("bow", run="demo-small-sta"), "clip=bow&run=demo-small-sta"),
    (Link("bow", frame=3, run="run 3/mine", epoch=0), "clip=bow&run=run+3%2Fmine&epoch=0&frame=3"),
    (
        Link("kick-right", ("demo-lstm",), 31, (10, 40), CAMERA, "alpha clip"),
        "clip=kick-right&checkpoint=demo-lstm&frame=31&loop=10-40&camera=-1.25_0.2_1.5_0_-0.125&view=alpha-clip",
    ),
]


@pytest.mark.parametrize(("link", "query"), ROUND_TRIPS)
def test_an_address_is_short_and_opens_what_it_was_made_of(link, query):
    assert urlencode(format_link(link)) == query
    assert parsed(dict(parse_qsl(query))) == (link, "")


def thousandths(low, high):
    return st.integers(math.ceil(low * 1000), math.floor(high * 1000)).map(lambda n: n / 1000)


PLACED = {
    "yaw": thousandths(-math.pi, math.pi),
    "pitch": thousandths(-0.35, math.pi / 2),
    "zoom": thousandths(0.25, 12),
    "panX": thousandths(-3, 3),
    "panY": thousandths(-3, 3),
}
FITTING = {"fitYaw": PLACED["yaw"], "fitPitch": PLACED["pitch"]}
CAMERAS = st.one_of(*(st.fixed_dictionaries(parts) for parts in (PLACED, PLACED | FITTING)))


def placed(link, cameras):
    """The same link with a camera for one pane or for several."""
    return replace(link, camera=cameras[0] if cameras else None, others=tuple(cameras[1:]))


FILES = st.builds(
    Link,
    clip=st.sampled_from(CLIPS),
    checkpoints=st.lists(st.sampled_from(CHECKPOINTS), unique=True).map(tuple),
    frame=st.none() | st.integers(0, 9_999_999),
    loop=st.none() | st.tuples(st.integers(0, 9_999), st.integers(10_000, 9_999_999)),
    reading=st.none() | st.sampled_from(READINGS),
    run=st.sampled_from(RUNS),
    epoch=st.none() | st.integers(0, 9_999_999),
    second=st.none() | st.sampled_from(CLIPS),
    alignment=st.none() | st.sampled_from(ALIGNMENTS[1:]),
)
LINKS = st.builds(placed, FILES, st.lists(CAMERAS, max_size=4))


@given(LINKS)
def test_whatever_the_page_shows_its_address_opens_it_again(link):
    query = urlencode(format_link(link))
    assert parsed(dict(parse_qsl(query))) == (link, "")


@given(
    st.fixed_dictionaries(
        {
            "yaw": st.floats(-1000, 1000),
            "pitch": st.floats(-0.35, math.pi / 2),
            "zoom": st.floats(0.25, 12),
            "panX": st.floats(-3, 3),
            "panY": st.floats(-3, 3),
        }
    )
)
def test_any_camera_of_the_players_comes_back_within_a_thousandth(camera):
    link, notice = parsed(format_link(Link("bow", camera=camera)))
    assert notice == ""
    assert math.remainder(link.camera["yaw"] - camera["yaw"], math.tau) == pytest.approx(0, abs=6e-4)
    rest = {name: camera[name] for name in camera if name != "yaw"}
    assert {name: link.camera[name] for name in rest} == pytest.approx(rest, abs=6e-4)


def test_without_a_sample_clip_nothing_of_the_player_is_told():
    assert format_link(Link(checkpoints=("demo-sta",), frame=3, camera=CAMERA)) == {"checkpoint": "demo-sta"}


BAD = [
    ({"clip": "../../etc/passwd"}, Link(), "clip “../../etc/passwd”"),
    ({"clip": "kick-right.skeleton"}, Link(), "clip “kick-right.skeleton”"),
    ({"clip": ""}, Link(), "clip “”"),
    ({"clip": "x" * 10_000}, Link(), f"clip “{'x' * 39}…”"),
    ({"clip": "nobody", "frame": "3", "checkpoint": "demo-sta"}, Link(checkpoints=("demo-sta",)), "clip “nobody”"),
    ({"checkpoint": "/work/secret.pt"}, Link(), "checkpoint “/work/secret.pt”"),
    *(
        (NAMED | {"frame": word}, Link("kick-right"), "frame")
        for word in ("", "-1", "1.5", "nan", "1e3", "٣", "9" * 5000, "0x10", " 3", "3\n")
    ),
    *(
        (NAMED | {"loop": word}, Link("kick-right"), "loop")
        for word in ("", "5", "5-", "-5", "9-3", "4-4", "1-2-3", "a-b", "1-" + "9" * 400)
    ),
    *(
        (NAMED | {"camera": "0_0_1_0_0", "others": word}, Link("kick-right", camera=LEVEL), "others")
        for word in ("", "..", "x", "0_0_1_0_0..", "0_9_1_0_0", "..".join(["0_0_1_0_0"] * 4), "_.." * 10_000)
    ),
    (NAMED | {"others": "0_0_1_0_0"}, Link("kick-right"), "others"),
    *(
        (NAMED | {"camera": word}, Link("kick-right"), "camera")
        for word in (
            *(
                "",
                "nan_0_1_0_0",
                "0_0_inf_0_0",
                "0_0_1_0",
                "0_0_1_0_0_0",
                "0_0_1_0_0_0_0_0",
                "0_0_1_0_0_0_9",
                "0_0_0_0_0",
                "0_9_1_0_0",
                "0_0_1_0_1e3",
            ),
            *("0_0_99_0_0", "0_0_1_4_0", "7_0_1_0_0", "0,0,1,0,0", "_" * 10_000, "1" * 10_000, "０_0_1_0_0"),
        )
    ),
    ({"checkpoint": "demo-sta..nobody"}, Link(checkpoints=("demo-sta",)), "checkpoint “nobody”"),
    ({"checkpoint": "..".join(["x" * 10_000] * 3 + ["y" * 10_000] * 900)}, Link(), "checkpoint “xxx"),
    *(
        (TWO | {"pair": word}, Link(checkpoints=CHECKPOINTS), "pair")
        for word in ("", "1", "0-1", "2-1", "1-1", "1-3", "1-2-3", "a-b", "-1-2", "٣-١", "1-" + "9" * 400)
    ),
    ({"checkpoint": "nobody..demo-sta", "pair": "1-2"}, Link(checkpoints=("demo-sta",)), "pair"),
    ({"pair": "1-2"}, Link(), "pair"),
    ({"run": "../../etc", "epoch": "3"}, Link(), "run “../../etc”"),
    ({"epoch": "3"}, Link(), "epoch “3”"),
    *(({"run": RUNS[0], "epoch": word}, Link(run=RUNS[0]), "epoch") for word in ("", "-1", "1.5", "٣", "9" * 5000)),
    *((TWO | {"scale": word}, Link(checkpoints=CHECKPOINTS), "scale") for word in ("", "shared", "OWN", "x" * 10_000)),
    (NAMED | {"second": "../x"}, Link("kick-right"), "second “../x”"),
    *((NAMED | {"align": word}, Link("kick-right"), "align") for word in ("", "DTW", "<b>", "x" * 10_000)),
    *((NAMED | {"view": word}, Link("kick-right"), "view") for word in ("", "alpha", "<img>", "alpha-", "beta-clip")),
]


@pytest.mark.parametrize(("words", "link", "complaint"), BAD)
def test_what_is_wrong_is_left_out_and_told_in_one_short_sentence(words, link, complaint):
    opened, notice = parsed(words)
    assert opened == link
    assert complaint in notice
    assert len(notice) < 250


def test_a_checkpoint_named_twice_is_opened_once():
    assert parsed({"checkpoint": "demo-sta..demo-sta..demo-lstm"}) == (Link(checkpoints=CHECKPOINTS), "")


def test_a_run_is_one_of_those_that_the_page_names():
    assert parse_link({"run": RUNS[0]}, clips=CLIPS, checkpoints=CHECKPOINTS)[0] == Link()


def test_an_epoch_without_a_run_is_not_told():
    assert format_link(Link("bow", epoch=3)) == {"clip": "bow"}


def test_parameters_of_others_are_nobodys_business():
    assert parsed({"embed": "true", "utm_source": "x" * 10_000}) == (Link(), "")


@pytest.mark.parametrize(
    ("link", "kept", "complaint"),
    [
        (Link("bow", frame=9, loop=(0, 9)), Link("bow", frame=9, loop=(0, 9)), ""),
        (Link("bow", frame=10, loop=(0, 9)), Link("bow", loop=(0, 9)), "frame “10” of 10"),
        (Link("bow", frame=2, loop=(3, 10)), Link("bow", frame=2), "loop “3-10” of 10 frames"),
        (Link("bow"), Link("bow"), ""),
    ],
)
def test_frames_that_the_clip_does_not_have_are_left_out(link, kept, complaint):
    opened, notice = within(link, 10)
    assert opened == kept
    assert complaint in notice
    assert bool(notice) == bool(complaint)
