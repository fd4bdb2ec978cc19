"""Addresses: what is written is read again, and what anyone else wrote is doubted."""

import math
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sta_lstm.ui.pages.clip_pairs import ALIGNMENT_NAMES
from sta_lstm.ui.pages.compare import OWN_SCALE, PAIR
from sta_lstm.ui.pages.training import EPOCH
from sta_lstm.ui.pages.two_clips import ALIGNMENT
from sta_lstm.ui.panels.player_fields import CAMERA as CAMERA_FIELD
from sta_lstm.ui.panels.player_fields import EVIDENCE_FOR, FRAME, LOOP, OTHERS, PLAYER_FIELDS, PROJECTED, VIEW
from sta_lstm.ui.pickers import checkpoint_files, clip_files, runs
from sta_lstm.ui.session import link as links
from sta_lstm.ui.session.link import check_link, format_link, parse_link

CLIPS, CHECKPOINTS = ("kick-right", "bow", "نجمة & <b>"), ("demo-sta", "demo-lstm")
RUNS = ("demo-small-sta", "run 3/mine")
CLIP, SECOND = (replace(field, known=lambda: CLIPS) for field in (clip_files.CLIP, clip_files.SECOND))
CHECKPOINT = replace(checkpoint_files.CHECKPOINTS, known=lambda: CHECKPOINTS)
RUN = replace(runs.RUN, known=lambda: RUNS)
#: Those of all pages, in an order that holds for each of them.
FIELDS = (CLIP, SECOND, CHECKPOINT, RUN, EPOCH, *PLAYER_FIELDS, PAIR, OWN_SCALE, ALIGNMENT)
READINGS = tuple(
    f"{name} {scale}"
    for name in ("alpha", "alpha-beta", "difference", "my-cam.v2_x", "x" * 200, "Wärme je Gelenk", "50 %&=#..?", "関節")
    for scale in ("uniform", "clip", "frame")
)
CAMERA = {"yaw": -1.25, "pitch": 0.2, "zoom": 1.5, "panX": 0.0, "panY": -0.125}
LEVEL, FITTED = dict.fromkeys(CAMERA, 0.0) | {"zoom": 1.0}, CAMERA | {"fitYaw": 0.48, "fitPitch": 0.2}
NAMED = {"clip": "kick-right"}
TWO = {"checkpoint": "demo-sta..demo-lstm"}


def link_to(clip=None, checkpoints=(), frame=None, loop=None, camera=None, reading=VIEW.default, **more):
    """What an address opens, field by field."""
    named = {CLIP: clip, SECOND: more.pop("second", None), RUN: more.pop("run", None)}
    others = {"pair": PAIR, "own_scale": OWN_SCALE, "alignment": ALIGNMENT, "epoch": EPOCH, "others": OTHERS}
    return links.Link().replaced(
        {field: () if name is None else (name,) for field, name in named.items()}
        | {CHECKPOINT: checkpoints, FRAME: frame, LOOP: loop, CAMERA_FIELD: camera, VIEW: reading}
        | {others[name]: value for name, value in more.items()}
    )


def parsed(words, fields=FIELDS):
    return parse_link(fields, words)


def formatted(link):
    return format_link(FIELDS, link)


ROUND_TRIPS = [
    (link_to(), ""),
    (link_to("kick-right", ("demo-sta",)), "clip=kick-right&checkpoint=demo-sta"),
    (link_to("bow", frame=0), "clip=bow&frame=0"),
    (link_to("bow", loop=(0, 40)), "clip=bow&loop=0-40"),
    (link_to("bow", camera=CAMERA), "clip=bow&camera=-1.25_0.2_1.5_0_-0.125"),
    (link_to("bow", camera=FITTED), "clip=bow&camera=-1.25_0.2_1.5_0_-0.125_0.48_0.2"),
    (
        link_to("bow", camera=CAMERA, others=(FITTED, CAMERA)),
        "clip=bow&camera=-1.25_0.2_1.5_0_-0.125&others=-1.25_0.2_1.5_0_-0.125_0.48_0.2..-1.25_0.2_1.5_0_-0.125",
    ),
    (link_to("bow", reading="alpha-beta frame"), "clip=bow&view=alpha-beta-frame"),
    (link_to("bow", reading="difference clip"), "clip=bow&view=difference-clip"),
    (link_to().replaced({PROJECTED: True}), "show=room"),
    (link_to("bow", reading="my cam-2 ä clip"), "clip=bow&view=my+cam-2+%C3%A4-clip"),
    (link_to("bow", ("demo-sta", "demo-lstm")), "clip=bow&checkpoint=demo-sta..demo-lstm"),
    (link_to("bow", ("demo-lstm", "demo-sta"), pair=(0, 1)), "clip=bow&checkpoint=demo-lstm..demo-sta&pair=1-2"),
    (link_to("bow", ("demo-lstm", "demo-sta"), own_scale=True), "clip=bow&checkpoint=demo-lstm..demo-sta&scale=own"),
    (link_to("bow", ("demo-sta",), second="bow"), "clip=bow&second=bow&checkpoint=demo-sta"),
    (link_to("bow", second="kick-right", alignment="time"), "clip=bow&second=kick-right&align=time"),
    (link_to(second="bow", alignment="relative"), "second=bow&align=relative"),
    (link_to("bow", run="demo-small-sta"), "clip=bow&run=demo-small-sta"),
    (link_to("bow", frame=3, run="run 3/mine", epoch=0), "clip=bow&run=run+3%2Fmine&epoch=0&frame=3"),
    (
        link_to("kick-right", ("demo-lstm",), 31, (10, 40), CAMERA, "alpha clip"),
        "clip=kick-right&checkpoint=demo-lstm&frame=31&loop=10-40&camera=-1.25_0.2_1.5_0_-0.125&view=alpha-clip",
    ),
]


@pytest.mark.parametrize(("link", "query"), ROUND_TRIPS)
def test_an_address_is_short_and_opens_what_it_was_made_of(link, query):
    assert urlencode(formatted(link)) == query
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
    return link.replaced({CAMERA_FIELD: cameras[0] if cameras else None, OTHERS: tuple(cameras[1:])})


FILES = st.builds(
    link_to,
    clip=st.sampled_from(CLIPS),
    checkpoints=st.lists(st.sampled_from(CHECKPOINTS), unique=True).map(tuple),
    frame=st.none() | st.integers(0, 9_999_999),
    loop=st.none() | st.tuples(st.integers(0, 9_999), st.integers(10_000, 9_999_999)),
    reading=st.sampled_from(READINGS),
    run=st.sampled_from(RUNS),
    epoch=st.none() | st.integers(0, 9_999_999),
    second=st.none() | st.sampled_from(CLIPS),
    alignment=st.sampled_from(list(ALIGNMENT_NAMES)),
)
LINKS = st.builds(placed, FILES, st.lists(CAMERAS, max_size=4))


@given(LINKS)
def test_whatever_the_page_shows_its_address_opens_it_again(link):
    query = urlencode(formatted(link))
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
    link, notice = parsed(formatted(link_to("bow", camera=camera)))
    assert notice == ""
    assert math.remainder(link[CAMERA_FIELD]["yaw"] - camera["yaw"], math.tau) == pytest.approx(0, abs=6e-4)
    rest = {name: camera[name] for name in camera if name != "yaw"}
    assert {name: link[CAMERA_FIELD][name] for name in rest} == pytest.approx(rest, abs=6e-4)


def test_without_a_sample_clip_nothing_of_the_player_is_told():
    assert formatted(link_to(checkpoints=("demo-sta",), frame=3, camera=CAMERA)) == {"checkpoint": "demo-sta"}


BAD = [
    ({"clip": "../../etc/passwd"}, link_to(), "clip “../../etc/passwd”"),
    ({"clip": "kick-right.skeleton"}, link_to(), "clip “kick-right.skeleton”"),
    ({"clip": ""}, link_to(), "clip “”"),
    ({"clip": "x" * 10_000}, link_to(), f"clip “{'x' * 39}…”"),
    ({"clip": "nobody", "frame": "3", "checkpoint": "demo-sta"}, link_to(checkpoints=("demo-sta",)), "clip “nobody”"),
    ({"checkpoint": "/srv/secret.pt"}, link_to(), "checkpoint “/srv/secret.pt”"),
    *(
        (NAMED | {"frame": word}, link_to("kick-right"), "frame")
        for word in ("", "-1", "1.5", "nan", "1e3", "٣", "9" * 5000, "0x10", " 3", "3\n")
    ),
    *(
        (NAMED | {"loop": word}, link_to("kick-right"), "loop")
        for word in ("", "5", "5-", "-5", "9-3", "4-4", "1-2-3", "a-b", "1-" + "9" * 400)
    ),
    *(
        (NAMED | {"camera": "0_0_1_0_0", "others": word}, link_to("kick-right", camera=LEVEL), "others")
        for word in ("", "..", "x", "0_0_1_0_0..", "0_9_1_0_0", "..".join(["0_0_1_0_0"] * 4), "_.." * 10_000)
    ),
    (NAMED | {"others": "0_0_1_0_0"}, link_to("kick-right"), "others"),
    *(
        (NAMED | {"camera": word}, link_to("kick-right"), "camera")
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
    ({"checkpoint": "demo-sta..nobody"}, link_to(checkpoints=("demo-sta",)), "checkpoint “nobody”"),
    ({"checkpoint": "..".join(["x" * 10_000] * 3 + ["y" * 10_000] * 900)}, link_to(), "checkpoint “xxx"),
    ({"checkpoint": "../../etc/passwd"}, link_to(), "(checkpoint “../../etc/passwd”)"),
    ({"clips": "bow"} | {f"x{n}": "" for n in range(9999)}, link_to(), "there is no “clips”; did you mean “clip”?"),
    *(
        (TWO | {"pair": word}, link_to(checkpoints=CHECKPOINTS), "pair")
        for word in ("", "1", "0-1", "2-1", "1-1", "1-3", "1-2-3", "a-b", "-1-2", "٣-١", "1-" + "9" * 400)
    ),
    ({"checkpoint": "nobody..demo-sta", "pair": "1-2"}, link_to(checkpoints=("demo-sta",)), "pair"),
    ({"pair": "1-2"}, link_to(), "pair"),
    ({"run": "../../etc", "epoch": "3"}, link_to(), "run “../../etc”"),
    ({"epoch": "3"}, link_to(), "epoch “3”"),
    *(({"run": RUNS[0], "epoch": word}, link_to(run=RUNS[0]), "epoch") for word in ("", "-1", "1.5", "٣", "9" * 5000)),
    *(
        (TWO | {"scale": word}, link_to(checkpoints=CHECKPOINTS), "scale")
        for word in ("", "shared", "OWN", "x" * 10_000)
    ),
    (NAMED | {"second": "../x"}, link_to("kick-right"), "second “../x”"),
    *((NAMED | {"align": word}, link_to("kick-right"), "align") for word in ("", "DTW", "<b>", "x" * 10_000)),
    *(
        (NAMED | {"view": word}, link_to("kick-right"), "view")
        for word in ("", "alpha", "<img>", "alpha-", "beta-step")
    ),
    *(
        (NAMED | {"view": word}, link_to("kick-right"), "view")
        for word in (
            "-clip",
            "a\tb-clip",
            "a\u2028b-frame",
            "a\ud800-clip",
            "x" * 201 + "-clip",
            "x" * 10_000,
            "a-clip\n",
        )
    ),
]


@pytest.mark.parametrize(("words", "link", "complaint"), BAD)
def test_what_is_wrong_is_left_out_and_told_in_one_short_sentence(words, link, complaint):
    opened, notice = parsed(words)
    assert opened == link
    assert complaint in notice
    assert len(notice) < 250


def test_a_checkpoint_named_twice_is_opened_once():
    assert parsed({"checkpoint": "demo-sta..demo-sta..demo-lstm"}) == (link_to(checkpoints=CHECKPOINTS), "")


def test_a_run_is_one_of_those_that_the_page_names():
    assert parsed({"run": RUNS[0]}, (CLIP, replace(RUN, known=tuple)))[0] == link_to()


def test_an_epoch_without_a_run_is_not_told():
    assert formatted(link_to("bow", epoch=3)) == {"clip": "bow"}


def test_parameters_of_others_are_nobodys_business():
    assert parsed({"embed": "true", "utm_source": "x" * 10_000, "code": "x", "state": "y", "t": "1"}) == (link_to(), "")


@pytest.mark.parametrize(
    ("link", "kept", "complaint"),
    [
        (link_to("bow", frame=9, loop=(0, 9)), link_to("bow", frame=9, loop=(0, 9)), ""),
        (link_to("bow", frame=10, loop=(0, 9)), link_to("bow", loop=(0, 9)), "frame “10” of 10"),
        (link_to("bow", frame=2, loop=(3, 10)), link_to("bow", frame=2), "loop “3-10” of 10 frames"),
        (link_to("bow"), link_to("bow"), ""),
    ],
)
def test_frames_that_the_clip_does_not_have_are_left_out(link, kept, complaint):
    opened, notice = check_link(FIELDS, link, 10)
    assert opened == kept
    assert complaint in notice
    assert bool(notice) == bool(complaint)


def test_what_cannot_stand_in_an_address_is_not_told():
    assert formatted(link_to("bow", reading="a\nmap clip")) == {"clip": "bow"}


WORDS = st.dictionaries(st.sampled_from([field.key for field in FIELDS]), st.text(max_size=60))


@given(WORDS)
def test_whatever_an_address_holds_what_is_read_of_it_is_written_and_read_again(words):
    link, notice = parsed(words)
    assert len(notice) < 1000
    assert "\n" not in notice or any("\n" in word for word in words.values())
    assert parsed(formatted(link)) == (link, "")


@pytest.mark.parametrize("name", CLIPS)
def test_an_address_for_those_who_guess_opens_the_same_clip_and_names_nothing(name):
    link = link_to(name, ("demo-sta",), frame=3, second="bow").replaced({EVIDENCE_FOR: "kick right"})
    words = format_link(FIELDS, link, tells=False)
    assert not any(clip in word for clip in (*CLIPS, "kick") for word in words.values())
    assert parse_link(FIELDS, words) == (link.replaced({EVIDENCE_FOR: None}), "")


def test_a_number_that_is_a_name_opens_what_is_called_so():
    field = replace(clip_files.CLIP, known=lambda: ("bow", "clip-1"))
    assert parse_link((field,), {"clip": "clip-1"})[0][field] == ("clip-1",)
    assert format_link((field,), links.Link().replaced({field: ("bow",)}), tells=False) == {}
