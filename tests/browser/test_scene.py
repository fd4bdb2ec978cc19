"""What bodies show, in a real Chromium: measures and scales, paths, motion between frames, and input that is bad."""

import base64
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made import changed

from sta_lstm.formats import load_clip
from sta_lstm.player import JointMap, player_payload
from sta_lstm.samples import resolve_clip
from sta_lstm.skeletons.geometry import measure

pytestmark = pytest.mark.browser

PLAYER = "const player = document.querySelector('.sta-player').staPlayer;"
GOLDEN = Path(__file__).parents[1] / "scene" / "golden_projection.json"
HOSTILE = "<img src=x onerror=alert(1)>"
RIGHT_TO_LEFT = "مرحبا \u202eolleh"
FRAMES, HAND, HEAD, ELBOW = 60, 11, 3, 9


@pytest.fixture
def show(show_still):
    """Opens a payload as a file from disk, standing still."""
    return show_still


def ask(page, body, argument=None):
    return page.evaluate(f"async (given) => {{ {PLAYER} {body} }}", argument)


def drawn(page, place, *, pane=0, frame=0, **look):
    """How a joint (person, joint) is drawn: x, y, strength, sign, and whether it is left to the ghost."""
    return ask(
        page,
        """const { pane, frame, look, place: [person, joint] } = given;
        player.setLook(look);
        player.playback.goTo(frame);
        player.draw();
        const figure = player.scene.figures[pane];
        const i = person * player.show.panes[pane].clip.joints.length + joint;
        const [x, y] = figure.screen.slice(i * 4, i * 4 + 2);
        const { strength, sign, below, seen } = figure;
        return { x, y, strength: strength[i], sign: sign[i], below: below[i], seen: seen[i] };""",
        {"pane": pane, "frame": frame, "look": look, "place": place},
    )


def legends(page):
    return ask(page, "return player.scene.legends(player.look);")


def with_alpha(prediction, alpha, **more):
    alpha = np.asarray(alpha, dtype=float)
    return changed(prediction, alpha=alpha / np.maximum(alpha.sum((1, 2), keepdims=True), 1e-12), **more)


def ramp(prediction, **more):
    """A map that is t + j in frame t at joint j, for the first person, and twice that for the second."""
    frames, persons, joints = prediction.alpha.shape
    values = np.arange(frames)[:, None, None] + np.arange(joints) + np.zeros((1, persons, 1))
    values *= 1 + np.arange(persons)[None, :, None]
    return JointMap(**{"name": "ramp", "values": values, "title": "a ramp", "unit": "m/s"} | more)


@pytest.mark.parametrize("name", ["shake-hands", "squat"])
def test_python_measures_the_bodies_as_the_player_does(show, name):
    clip = load_clip(resolve_clip(name))
    found = ask(
        show(player_payload([clip])),
        "const { grounds, size, centre, frontYaw } = player.show.panes[0].clip.geometry;"
        "return { grounds, size, centre, frontYaw };",
    )
    meant = measure(clip)
    assert found["grounds"] == pytest.approx(meant.grounds, abs=1e-5)
    assert found["centre"] == pytest.approx(meant.centre, abs=1e-5)
    assert (found["size"], found["frontYaw"]) == pytest.approx((meant.size, meant.front_yaw), abs=1e-5)


def test_the_camera_meets_the_golden_coordinates(show, made_prediction):
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    page = show(player_payload([made_prediction(frames=2)]))
    # The page holds each module as a constant of its script, in the scope of all scripts.
    found = page.evaluate(
        """(golden) => {
            const { makeView, project, fitView, preset } = cameraModule;
            return {
                cases: golden.cases.map(({ camera, fit, viewport }) => golden.points.map((point) => {
                    const out = [];
                    return project(makeView(camera, fit, viewport), ...point, out) ? out : null;
                })),
                fits: golden.fits.map((f) => fitView(f.points.flat(), f.centre, f.yaw, f.pitch, f.viewport)),
                presets: golden.presets.map(({ name, frontYaw }) => preset(name, frontYaw)),
            };
        }""",
        golden,
    )
    for key in ("cases", "fits", "presets"):
        for meant, came in zip(golden[key], found[key], strict=True):
            assert_near(came, meant["expected"])


def assert_near(came, meant):
    if isinstance(meant, dict):
        assert came.keys() == meant.keys()
        for key, value in meant.items():
            assert_near(came[key], value)
    elif isinstance(meant, list):
        assert len(came) == len(meant)
        for one, other in zip(came, meant, strict=True):
            assert_near(one, other)
    elif meant is None:
        assert came is None
    else:
        assert abs(came - meant) <= 1e-9 * max(1, abs(meant))


def test_a_map_is_measured_against_its_own_maximum(show, made_prediction):
    prediction = made_prediction(frames=FRAMES, persons=2)
    page = show(player_payload([prediction], maps=[[ramp(prediction)]]))
    most = 2 * (FRAMES - 1 + 24)
    for person in (0, 1):
        value = (1 + person) * (20 + HAND)
        of_clip = drawn(page, (person, HAND), frame=20, drive="map:ramp", scale="clip")
        of_frame = drawn(page, (person, HAND), frame=20, drive="map:ramp", scale="frame")
        assert of_clip["strength"] == pytest.approx(value / most)
        assert of_frame["strength"] == pytest.approx(value / (2 * (20 + 24)))
    ask(page, "player.setLook({ scale: 'clip' });")
    (legend,) = legends(page)
    assert "a ramp" in legend["title"]
    assert legend["marks"][-1] == [1, f"clip’s max {most} m/s"]


def test_an_inferred_joint_is_a_ring_and_the_legend_says_so(show, made_prediction):
    made = made_prediction(frames=2)
    clip = made.clip
    alpha = np.zeros(made.alpha.shape)
    alpha[:, 0, HEAD] = 1
    seen = with_alpha(made, alpha)
    inferred = replace(seen, clip=replace(clip, inferred=(clip.layout.joints[HEAD],)))

    def shades(prediction):
        """Blue less red at the middle of the head and on its rim; and what is written on the stage."""
        return ask(
            show(player_payload([prediction])),
            """const { scene } = player;
            const context = scene.backdrop.getContext("2d");
            const words = [];
            context.fillText = (text) => words.push(text);
            scene.backdropKey = "";
            player.draw();
            const [x, y] = scene.figures[0].screen.slice(given * 4, given * 4 + 2);
            const shade = (across) => {
                const place = [(x + across * scene.figures[0].radius[given]) * scene.ratio, y * scene.ratio];
                const [red, , blue] = scene.ctx.getImageData(...place.map(Math.round), 1, 1).data;
                return blue - red;
            };
            return { middle: shade(0), rim: shade(0.8), words };""",
            HEAD,
        )

    disc, ring = shades(seen), shades(inferred)
    assert min(disc["middle"], disc["rim"], ring["rim"]) > 80
    assert abs(ring["middle"]) < 30
    assert "hollow: inferred" in ring["words"]
    assert "hollow: inferred" not in disc["words"]


def test_only_scales_that_a_measure_has_are_offered(show, made_prediction):
    prediction = made_prediction(frames=FRAMES)
    page = show(player_payload([prediction], maps=[[ramp(prediction)]]))
    chooser = page.get_by_role("combobox", name="Opacity shows")
    offered = chooser.locator("option").evaluate_all("all => all.map((one) => one.value)")
    attention = [f"{drive} {scale}" for drive in ("alpha", "alphaBeta") for scale in ("uniform", "clip", "frame")]
    assert offered == [*attention, "map:ramp clip", "map:ramp frame"]
    chooser.select_option("map:ramp frame")
    look = ask(page, "return player.look;")
    assert (look["drive"], look["scale"]) == ("map:ramp", "frame")


def test_a_map_with_a_sign_has_two_hues_and_says_so(show, made_prediction):
    prediction = made_prediction(frames=FRAMES)
    values = np.zeros(prediction.alpha.shape)
    values[:, 0, HAND], values[:, 0, HEAD], values[:, 0, ELBOW] = -0.5, 0.25, np.nan
    page = show(player_payload([prediction], maps=[[ramp(prediction, values=values, signed=True)]]))
    less, more, none = (drawn(page, (0, joint), drive="map:ramp", scale="clip") for joint in (HAND, HEAD, ELBOW))
    assert (less["sign"], less["strength"]) == (-1, 1)
    assert (more["sign"], more["strength"]) == (1, 0.5)
    assert (none["seen"], none["strength"]) == (1, 0)
    (legend,) = legends(page)
    assert legend["signed"]
    assert [text for _, text in legend["marks"]] == ["less", "0", "more: to clip’s max 0.5 m/s"]


def test_the_difference_between_two_panes(show, made_prediction):
    first = made_prediction(frames=FRAMES)
    alpha = np.array(first.alpha)
    alpha[:, 0, HEAD] *= 3
    second = with_alpha(first, alpha, checkpoint="other")
    page = show(player_payload([first, second], titles=["first", "second"]))
    page.get_by_role("combobox", name="Opacity shows").select_option("difference uniform")
    meant = (second.relative_alpha - first.relative_alpha)[10, 0]
    for joint in (HEAD, HAND):
        one = drawn(page, (0, joint), pane=1, frame=10)
        assert one["strength"] == pytest.approx(min(1, abs(meant[joint]) / 3), abs=1e-6)
        assert one["sign"] == np.sign(meant[joint])
    reference = drawn(page, (0, HAND), pane=0, frame=10)
    assert (reference["sign"], reference["strength"]) == (0, 1)
    own, other = legends(page)
    assert own["title"] == "spatial attention α"
    assert "first" in other["title"]
    assert [text for _, text in other["marks"]] == ["≤ −3×", "0", "≥ +3×"]


def test_equal_panes_differ_nowhere_at_any_scale(show, made_prediction):
    prediction = made_prediction(frames=FRAMES)
    rounded = changed(prediction, alpha=prediction.alpha * np.float32(1 + 1e-6), checkpoint="again")
    page = show(player_payload([prediction, rounded]))
    for scale in ("uniform", "clip", "frame"):
        assert drawn(page, (0, HAND), pane=1, drive="difference", scale=scale)["strength"] < 0.02


def test_no_difference_is_offered_where_there_is_nothing_to_compare(show, made_prediction):
    one = made_prediction(frames=FRAMES)
    for shown in ([one], [one.clip, one], [one, one.clip]):
        page = show(player_payload(shown))
        assert page.locator("option[value^=difference]").count() == 0


def test_panes_of_different_length_and_persons_are_compared_where_both_are(show, made_prediction):
    page = show(player_payload([made_prediction(frames=10), made_prediction(frames=FRAMES, persons=2)]))
    first = drawn(page, (0, HAND), pane=1, frame=5, drive="difference", scale="uniform")
    second = drawn(page, (1, HAND), pane=1, frame=5)
    later = drawn(page, (0, HAND), pane=1, frame=30)
    assert (first["sign"], second["sign"], later["sign"]) == (1, 0, 0)
    assert (second["strength"], later["strength"]) == (0, 0)
    assert later["seen"]


def test_the_floor_leaves_weak_joints_to_the_ghost_and_moves_no_other(show, made_prediction):
    page = show(player_payload([made_prediction(frames=FRAMES)]))
    weak, strong = (drawn(page, (0, joint), drive="alpha", scale="uniform") for joint in (HEAD, HAND))
    assert (weak["below"], strong["below"]) == (0, 0)
    before = page.evaluate("() => document.querySelector('.sta-scene').toDataURL()")
    page.get_by_role("button", name="View options").press("Enter")
    floor = page.get_by_role("slider", name="Hide joints below")
    assert floor.evaluate("control => control === document.activeElement")
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    assert floor.get_attribute("aria-valuetext") == "40 % of full"
    hidden, kept = (drawn(page, (0, joint)) for joint in (HEAD, HAND))
    assert (hidden["below"], hidden["seen"]) == (1, 1)
    assert kept == strong
    assert page.evaluate("() => document.querySelector('.sta-scene').toDataURL()") != before
    page.keyboard.press("Escape")
    assert floor.is_hidden()
    assert page.get_by_role("button", name="View options").evaluate("b => b === document.activeElement")


def trailed(page, frame):
    return ask(
        page,
        """player.playback.goTo(given);
        const { panes } = player.show;
        return trailsModule.trailed(panes[0], given, player.look).map(({ joint }) => joint);""",
        frame,
    )


def test_paths_of_chosen_joints_and_of_the_strongest(show, made_prediction):
    page = show(player_payload([made_prediction(frames=FRAMES)]))
    assert trailed(page, 30) == []
    box = page.locator(".sta-scene").bounding_box()
    for joint, modifiers in ((HEAD, []), (ELBOW, ["Control"]), (HAND, ["Control"]), (HAND, ["Control"])):
        at = drawn(page, (0, joint), frame=30)
        page.locator(".sta-scene").click(position={"x": at["x"], "y": at["y"]}, modifiers=modifiers)
    assert box["width"] > 0
    assert trailed(page, 30) == [HEAD, ELBOW]
    page.get_by_role("button", name="View options").click()
    page.get_by_role("combobox", name="Paths").select_option("strongest")
    assert trailed(page, 30)[:3] == [HEAD, ELBOW, HAND]
    page.get_by_role("combobox", name="Paths").select_option("off")
    assert trailed(page, 30) == []
    assert page.get_by_role("slider", name="Path length").is_disabled()
    for _ in range(2):
        page.keyboard.press("Escape")
    look = ask(page, "return player.look;")
    assert (look["pinned"], look["followed"]) == (None, [])


def test_a_path_fades_with_age_and_keeps_to_its_length(show, made_prediction):
    page = show(player_payload([made_prediction(frames=FRAMES)]))
    strokes = ask(
        page,
        """const { panes } = player.show;
        player.setLook({ trailFrames: 6 });
        player.playback.goTo(30);
        player.draw();
        const shades = [];
        const ctx = new Proxy({}, {
            get: (target, key) => {
                if (key === 'stroke') return () => shades.push(target.globalAlpha);
                return target[key] ?? (() => {});
            },
            set: (target, key, value) => { target[key] = value; return true; },
        });
        const { figures: [figure], views: [view] } = player.scene;
        trailsModule.drawTrail(ctx, panes[0], figure, view, player.theme, 30, { person: 0, joint: given }, 6);
        return shades;""",
        HAND,
    )
    past, future = strokes[:7], strokes[7:13]
    assert len(strokes) == 14  # 7 steps up to this frame, 6 after it, and the one that the body is on
    assert past == sorted(past)
    assert future == sorted(future, reverse=True)
    assert min(strokes) > 0


def test_bodies_move_between_frames_and_attention_does_not(show, made_prediction):
    prediction = made_prediction(frames=FRAMES)
    alpha = np.ones(prediction.alpha.shape)
    alpha[::2, 0, HAND] = 3.0
    page = show(player_payload([with_alpha(prediction, alpha)]))
    seen = ask(
        page,
        """return [10, 10.25, 10.75, 10.9999999, 11].map((position) => {
            player.clock.position = position;
            player.draw();
            const { x, y, strength } = player.scene.jointPlace(0, 0, given);
            return { x, y, strength, frame: player.clock.frame };
        });""",
        HAND,
    )
    ys = np.array([one["y"] for one in seen])
    shares = (ys - ys[0]) / (ys[-1] - ys[0])
    np.testing.assert_allclose(shares, [0, 0.25, 0.75, 1, 1], atol=0.01)
    strengths = [one["strength"] for one in seen]
    assert strengths[0] == strengths[1] == strengths[2] != strengths[4]
    # What the clock calls the next frame is drawn as the next frame.
    assert [one["frame"] for one in seen] == [10, 10, 10, 11, 11]
    assert strengths[3] == strengths[4]


def test_a_joint_that_jumps_is_not_carried_along_the_way(show, made_prediction):
    prediction = made_prediction(frames=FRAMES)
    positions = prediction.clip.positions.copy()
    positions[11:, 0, HAND, 1] += 5
    page = show(player_payload([replace(prediction, clip=replace(prediction.clip, positions=positions))]))
    places = ask(
        page,
        """return [10, 10.5].map((position) => {
            player.clock.position = position;
            player.draw();
            return player.scene.jointPlace(0, 0, given)?.y;
        });""",
        HAND,
    )
    assert places[0] == places[1]


def test_a_look_that_the_next_payload_lacks_gives_way(show, made_prediction):
    prediction = made_prediction(frames=FRAMES)
    page = show(player_payload([prediction], maps=[[ramp(prediction)]]))
    look = ask(
        page,
        """player.setLook({ drive: 'map:ramp', scale: 'clip', trailFrames: 200 });
        mountModule.mountPlayer(player.root, given);
        return player.look;""",
        player_payload([made_prediction(frames=20)]),
    )
    assert (look["drive"], look["scale"]) == ("alpha", "uniform")
    assert look["trailFrames"] <= 20


def packed(values):
    return base64.b64encode(np.asarray(values, dtype="<f4").tobytes()).decode()


READINGS = [
    ("alpha", "uniform"),
    ("alphaBeta", "clip"),
    ("difference", "frame"),
    ("map:ramp", "clip"),
    ("map:ramp", "frame"),
]


def exercise(page):
    """Everything that draws, once; the fixture fails the test if the console heard of an error."""
    ask(
        page,
        """for (const [drive, scale] of given) {
            const pinned = { person: 0, joint: 3 };
            player.setLook({ drive, scale, pinned, floor: 0.2, labels: true, trails: 'strongest' });
            for (const t of [0, Math.floor(player.clock.frames / 2), player.clock.frames - 1]) {
                player.playback.goTo(t);
                player.clock.position += 0.5;
                player.draw();
                for (const [x, y] of [[0, 0], [200, 150], [400, 200]]) {
                    const joint = player.scene.jointAt(x, y);
                    if (joint) player.pins.values(joint);
                }
            }
        }
        for (const view of ['front', 'side', 'top', 'reset']) {
            player.turning.to(view);
            await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        }""",
        READINGS,
    )
    for key in ("End", "Home", "]", "[", "ArrowRight", "n", "Space", "Space"):
        page.locator(".sta-player").press(key)


@pytest.mark.parametrize(
    "how",
    [
        {"frames": 1},
        {"frames": FRAMES, "persons": 2, "absent": range(10, 30)},
        {"frames": 10_000},
    ],
    ids=["one frame", "no persons in a range", "10 000 frames"],
)
def test_odd_clips_are_drawn_in_every_way(show, made_prediction, how):
    prediction = made_prediction(**how)
    other = with_alpha(prediction, prediction.alpha**2)
    page = show(player_payload([prediction, other], maps=[[ramp(prediction)], []]))
    exercise(page)
    assert ask(page, "return player.state();")["frames"] == how["frames"]


def nobody(payload):
    payload["clips"][0]["present"] = base64.b64encode(bytes(2 * FRAMES)).decode()


def no_person_columns(payload):
    payload["clips"][0] |= {"persons": 0, "positions": "", "present": ""}
    payload["panes"][0]["model"] |= {"read": "", "alpha": ""}


def no_clock(payload):
    payload["clips"][0]["fps"] = None


def no_bones_and_no_limbs(payload):
    payload["clips"][0]["layout"] |= {"bones": [], "limbs": [], "sides": ""}


@pytest.mark.parametrize("damage", [nobody, no_person_columns, no_clock, no_bones_and_no_limbs])
def test_what_python_would_refuse_breaks_nothing(show, made_prediction, damage):
    payload = player_payload([made_prediction(frames=FRAMES, persons=2)])
    damage(payload)
    page = show(payload)
    exercise(page)
    assert ask(page, "return player.state();")["frames"] == FRAMES


def test_eight_panes_are_drawn_in_every_way(show, made_prediction):
    predictions = [made_prediction(frames=FRAMES, persons=1 + p % 2, spatial=p % 3 > 0) for p in range(7)]
    shown = [*predictions, predictions[0].clip]
    page = show(player_payload(shown, maps=[[ramp(one)] for one in predictions] + [[ramp(predictions[0])]]))
    exercise(page)
    assert ask(page, "return player.scene.figures.length;") == 8


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("where", ["positions", "alpha", "beta", "scores", "maps"])
def test_values_that_are_not_numbers_break_nothing(show, made_prediction, where, value):
    prediction = made_prediction(frames=FRAMES)
    payload = player_payload([prediction, prediction], maps=[[ramp(prediction)], [ramp(prediction, name="ramp")]])
    holder = {"positions": payload["clips"][0], "maps": payload["panes"][0].get("maps")[0]}.get(
        where, payload["panes"][0]["model"]
    )
    key = {"maps": "values"}.get(where, where)
    n = len(base64.b64decode(holder[key])) // 4
    values = np.frombuffer(base64.b64decode(holder[key]), dtype="<f4").copy()
    values[: n // 2] = value
    holder[key] = packed(values)
    page = show(payload)
    exercise(page)
    strengths = ask(page, "return player.scene.figures.flatMap(({ strength }) => Array.from(strength));")
    assert all(0 <= strength <= 1 for strength in strengths)


def test_names_are_only_text_wherever_they_stand(show, made_prediction):
    prediction = made_prediction(frames=FRAMES, persons=2, classes=(HOSTILE, RIGHT_TO_LEFT, ""), name=RIGHT_TO_LEFT)
    joints = [HOSTILE, RIGHT_TO_LEFT, *prediction.clip.layout.joints[2:]]
    payload = player_payload(
        [prediction, prediction],
        titles=[HOSTILE, RIGHT_TO_LEFT],
        maps=[[ramp(prediction, title=HOSTILE, unit=RIGHT_TO_LEFT)], []],
    )
    payload["clips"][0]["layout"]["joints"] = joints
    dialogs = []
    page = show(payload)
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    exercise(page)
    ask(
        page,
        "player.timeline.toggleRows(); player.look.pinned = { person: 0, joint: 0 };"
        "player.afterChange(''); player.draw();",
    )
    page.mouse.move(300, 200)
    assert page.locator("option", has_text=HOSTILE).count() > 0
    assert page.locator(".sta-player img").count() == 0
    assert dialogs == []


def damaged_map(payload):
    payload["panes"][0]["maps"] = [{"name": "m", "title": "t", "unit": "", "signed": False, "values": "AAAA"}]


def maps_that_are_no_list(payload):
    payload["panes"][0]["maps"] = {"name": "m"}


def a_clip_that_is_not_there(payload):
    payload["panes"][0]["clip"] = 7


def no_layout(payload):
    del payload["clips"][0]["layout"]


def an_older_version(payload):
    payload["version"] = 0


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (damaged_map, "damaged"),
        (maps_that_are_no_list, "damaged"),
        (a_clip_that_is_not_there, "damaged"),
        (no_layout, "damaged"),
        (an_older_version, "it was given version 0"),
    ],
)
def test_what_cannot_be_drawn_is_a_sentence(show, made_prediction, damage, sentence):
    payload = player_payload([made_prediction()])
    damage(payload)
    assert sentence in show(payload).get_by_role("alert").inner_text()


def test_the_hues_of_signs_stay_apart_for_everyone(show, made_prediction):
    """Machado, Oliveira and Fernandes (2009), severity 1; distances in OKLab, where 0.02 is just seen."""
    simulations = {
        "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
        "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
    }
    for scheme in ("light", "dark"):
        page = show(player_payload([made_prediction(frames=2)]), color_scheme=scheme)
        more, less, support, against = (
            linear(rgb)
            for rgb in ask(page, "return ['more', 'less', 'support', 'against'].map((c) => player.theme[c]);")
        )
        for matrix in (np.eye(3), *map(np.array, simulations.values())):
            assert np.linalg.norm(oklab(matrix @ more) - oklab(matrix @ less)) > 0.12
            assert np.linalg.norm(oklab(matrix @ support) - oklab(matrix @ against)) > 0.1


def linear(rgb):
    share = np.array(rgb) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def oklab(rgb):
    """OKLab of linear sRGB (Björn Ottosson, 2020)."""
    to_cones = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    to_lab = np.array(
        [
            [0.2104542553, 0.793617785, -0.0040720468],
            [1.9779984951, -2.428592205, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.808675766],
        ]
    )
    return to_lab @ np.cbrt(np.clip(to_cones @ np.clip(rgb, 0, 1), 0, None))


def test_what_is_odd_about_a_recording_stands_in_a_strip_of_its_own(show):
    clean = load_clip(resolve_clip("kick-right"))
    assert ask(show(player_payload([clean])), "return player.timeline.lanes.map(({ kind }) => kind)") == [
        "ruler",
        "bodies",
    ]
    positions = clean.positions.copy()
    positions[30:32, 0, HAND] += (0.9, 0.4, 0)
    page = show(player_payload([replace(clean, positions=positions)]))
    lane = ask(page, "return player.timeline.lanes.find(({ kind }) => kind === 'doubts')")
    place = ask(page, "const { left, width } = player.timeline; return [left, width - left];")
    box = page.locator(".sta-lanes").bounding_box()

    def says(frame):
        x = box["x"] + place[0] + (frame + 0.5) / clean.n_frames * place[1]
        page.mouse.move(x, box["y"] + lane["y"] + lane["height"] / 2)
        return page.locator(".sta-tip").inner_text()

    assert "Joints jump away and back within a fifth of a second in 2 frames" in says(31)
    assert "jump" not in says(40)
