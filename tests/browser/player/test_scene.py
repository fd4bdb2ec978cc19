"""What bodies show, in a real Chromium: measures and scales, paths, motion between frames, and input that is bad."""

from dataclasses import replace

import numpy as np
import pytest
from browser.player.scenes import ELBOW, FRAMES, HAND, HEAD, ask
from made import changed

from sta_lstm.formats import load_clip
from sta_lstm.player import JointMap, player_payload
from sta_lstm.samples import resolve_clip
from sta_lstm.scene.scale import place

pytestmark = pytest.mark.browser

#: Draws the backdrop anew: ``words`` are what is written on it, ``x, y`` where the joint ``given`` is on the stage.
DRAWN_ANEW = """
const { scene } = player;
const context = scene.backdrop.getContext("2d");
const words = [];
context.fillText = (text) => words.push(text);
scene.backdropKey = "";
player.draw();
const [x, y] = scene.figures[0].screen.slice(given * 4, given * 4 + 2);
"""


def drawn(page, joint, *, pane=0, frame=0, **look):
    """How a joint (person, joint) is drawn: x, y, strength, sign, and whether it is left to the ghost."""
    return ask(
        page,
        """const { pane, frame, look, place: [person, joint] } = given;
        player.command('look', look);
        player.command('goTo', frame);
        player.command('draw');
        return player.command('joint', { pane, person, joint });""",
        {"pane": pane, "frame": frame, "look": look, "place": joint},
    )


def legends(page):
    return ask(page, "return player.state().legends;")


def with_alpha(prediction, alpha, **more):
    alpha = np.asarray(alpha, dtype=float)
    return changed(prediction, alpha=alpha / np.maximum(alpha.sum((1, 2), keepdims=True), 1e-12), **more)


def ramp(prediction, **more):
    """A map that is t + j in frame t at joint j, for the first person, and twice that for the second."""
    frames, persons, joints = prediction.alpha.shape
    values = np.arange(frames)[:, None, None] + np.arange(joints) + np.zeros((1, persons, 1))
    values *= 1 + np.arange(persons)[None, :, None]
    return JointMap(**{"name": "ramp", "values": values, "title": "a ramp", "unit": "m/s"} | more)


def test_an_inferred_joint_is_a_ring_and_the_legend_says_so(show_still, made_prediction):
    made = made_prediction(frames=2)
    clip = made.clip
    alpha = np.zeros(made.alpha.shape)
    alpha[:, 0, HEAD] = 1
    seen = with_alpha(made, alpha)
    inferred = replace(seen, clip=replace(clip, inferred=(clip.layout.joints[HEAD],)))

    def shades(prediction):
        """Blue less red at the middle of the head and on its rim; and what is written on the stage."""
        return ask(
            show_still(player_payload([prediction])),
            DRAWN_ANEW
            + """const shade = (across) => {
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


def test_a_joint_that_networks_disagree_on_is_a_dashed_ring_until_that_is_turned_off(show_still, made_prediction):
    made = made_prediction(frames=2)
    alpha, agreed = np.zeros(made.alpha.shape), np.ones(made.alpha.shape)
    alpha[:, 0, HEAD] = 1
    agreed[:, 0, HEAD] = 0.2
    said = with_alpha(made, alpha).with_maps(JointMap("alpha-agreement", agreed, "agreement"))
    page = show_still(player_payload([said]))

    def looks():
        """Colours at the middle of the head and around on its rim, how far they are from grey; words on the stage."""
        return ask(
            page,
            DRAWN_ANEW
            + """const shade = (across, turn) => {
                const away = across * scene.figures[0].radius[given];
                const place = [(x + away * Math.cos(turn)) * scene.ratio, (y + away * Math.sin(turn)) * scene.ratio];
                const [red, , blue] = scene.ctx.getImageData(...place.map(Math.round), 1, 1).data;
                return blue - red;
            };
            const rim = Array.from({ length: 60 }, (_, i) => shade(0.87, i * Math.PI / 30));
            return { middle: shade(0, 0), rim, words };""",
            HEAD,
        )

    ring = looks()
    assert abs(ring["middle"]) < 30
    assert max(ring["rim"]) > 80
    assert min(ring["rim"]) < 40  # its gaps
    assert "dashed: the networks disagree" in ring["words"]
    assert drawn(page, (0, HEAD))["disputed"] == 1
    assert drawn(page, (0, HAND))["disputed"] == 0
    page.get_by_role("button", name="View options").press("Enter")
    page.get_by_label("Dash joints that networks disagree on").uncheck()
    disc = looks()
    assert min(disc["middle"], *disc["rim"]) > 40
    assert "dashed: the networks disagree" not in disc["words"]
    assert not ask(page, "return player.state().look.agreement;")


def test_where_nobody_says_how_far_networks_agree_there_is_nothing_to_turn_off(show_still, made_prediction):
    page = show_still(player_payload([made_prediction(frames=2)]))
    page.get_by_role("button", name="View options").press("Enter")
    assert page.get_by_label("Hide joints below").is_visible()
    assert page.get_by_label("Dash joints that networks disagree on").is_hidden()


def test_only_scales_that_a_measure_has_are_offered(show_still, made_prediction):
    prediction = made_prediction(frames=FRAMES)
    page = show_still(player_payload([prediction], maps=[[ramp(prediction)]]))
    chooser = page.get_by_role("combobox", name="Opacity shows")
    offered = chooser.locator("option").evaluate_all("all => all.map((one) => one.value)")
    attention = [f"{drive} {scale}" for drive in ("alpha", "alpha-beta") for scale in ("uniform", "clip", "frame")]
    assert offered == [*attention, "ramp clip", "ramp frame"]
    chooser.select_option("ramp frame")
    look = ask(page, "return player.state().look;")
    assert (look["drive"], look["scale"]) == ("ramp", "frame")


def test_the_difference_between_two_panes(show_still, made_prediction):
    first = made_prediction(frames=FRAMES)
    alpha = np.array(first.alpha)
    alpha[:, 0, HEAD] *= 3
    second = with_alpha(first, alpha, checkpoint="other")
    page = show_still(player_payload([first, second], titles=["first", "second"]))
    page.get_by_role("combobox", name="Opacity shows").select_option("difference uniform")
    meant = (second.relative_alpha - first.relative_alpha)[10, 0]
    for joint in (HEAD, HAND):
        one = drawn(page, (0, joint), pane=1, frame=10)
        assert one["strength"] == pytest.approx(abs(float(place(meant[joint]))), abs=1e-6)
        assert one["sign"] == np.sign(meant[joint])
    reference = drawn(page, (0, HAND), pane=0, frame=10)
    assert reference["sign"] == 0
    assert reference["strength"] == pytest.approx(float(place(first.relative_alpha[10, 0, HAND])), abs=1e-6)
    own, other = legends(page)
    assert own["title"] == "spatial attention α, times an equal share"
    assert "first" in other["title"]
    assert [text for _, text in other["marks"]] == ["−15×", "−3×", "0", "+3×", "+15×"]


def test_the_floor_leaves_weak_joints_to_the_ghost_and_moves_no_other(show_still, made_prediction):
    page = show_still(player_payload([made_prediction(frames=FRAMES)]))
    weak, strong = (drawn(page, (0, joint), drive="alpha", scale="uniform") for joint in (HEAD, HAND))
    assert (weak["below"], strong["below"]) == (0, 0)
    before = page.evaluate("() => document.querySelector('.sta-scene').toDataURL()")
    page.get_by_role("button", name="View options").press("Enter")
    floor = page.get_by_role("slider", name="Hide joints below")
    assert floor.evaluate("control => control === document.activeElement")
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    assert floor.get_attribute("aria-valuetext") == "2.0×"
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
        """player.command('goTo', given);
        const { show } = player.store.state;
        return trailsModule.trailed(show.panes[0], given, player.store.state).map(({ joint }) => joint);""",
        frame,
    )


def test_paths_of_chosen_joints_and_of_the_strongest(show_still, made_prediction):
    page = show_still(player_payload([made_prediction(frames=FRAMES)]))
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
    look = ask(page, "return player.state().look;")
    assert (look["pinned"], look["followed"]) == (None, [])


def test_a_look_that_the_next_payload_lacks_gives_way(show_still, made_prediction):
    prediction = made_prediction(frames=FRAMES)
    page = show_still(player_payload([prediction], maps=[[ramp(prediction)]]))
    look = ask(
        page,
        """player.command('look', { drive: 'ramp', scale: 'clip', trailFrames: 200 });
        mountModule.mountPlayer(player.root, given);
        return player.state().look;""",
        player_payload([made_prediction(frames=20)]),
    )
    assert (look["drive"], look["scale"]) == ("alpha", "uniform")
    assert look["trailFrames"] <= 20


def test_what_is_odd_about_a_recording_stands_in_a_strip_of_its_own(show_still):
    clean = load_clip(resolve_clip("kick-right"))
    assert ask(show_still(player_payload([clean])), "return player.state().lanes.map(({ kind }) => kind)") == [
        "ruler",
        "bodies",
    ]
    positions = clean.positions.copy()
    positions[30:32, 0, HAND] += (0.9, 0.4, 0)
    page = show_still(player_payload([replace(clean, positions=positions)]))
    lane = ask(page, "return player.state().lanes.find(({ kind }) => kind === 'warnings')")
    place = ask(page, "const { left, width } = player.state().timeline; return [left, width - left];")
    box = page.locator(".sta-lanes").bounding_box()

    def says(frame):
        x = box["x"] + place[0] + (frame + 0.5) / clean.n_frames * place[1]
        page.mouse.move(x, box["y"] + lane["y"] + lane["height"] / 2)
        return page.locator(".sta-tip").inner_text()

    assert "Joints jump away and back within a fifth of a second in 2 frames" in says(31)
    assert "jump" not in says(40)
