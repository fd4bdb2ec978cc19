"""Pictures and videos that the player saves: files that hold what was on the screen, in the app and out of it."""

import base64
import json
import struct

import pytest

from sta_lstm.player import player_payload

pytestmark = pytest.mark.browser

STATE = "() => document.querySelector('.sta-player').staPlayer.state()"
FRAMES = 60
WAIT = 60_000  # milliseconds


@pytest.fixture
def show(show_still):
    """Opens a payload as a file from disk, standing still, with the focus."""

    def open_payload(payload, **options):
        page = show_still(payload, **options)
        page.locator(".sta-player").focus()
        return page

    return open_payload


def saved(page, act):
    """The name and the bytes of the file that this hands out."""
    with page.expect_download(timeout=WAIT) as started:
        act()
    path = started.value.path()
    return started.value.suggested_filename, path.read_bytes()


def png_size(content):
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", content[16:24])


def look_at(page, content, mime):
    """Size of a picture or video, and how many of its pixels are inked where caption, legend and body are."""
    page.goto("about:blank")
    return page.evaluate(
        """async ([content, mime]) => {
            const video = mime.startsWith('video');
            const made = document.createElement(video ? 'video' : 'img');
            made.muted = true;
            const ready = new Promise((done, fail) => {
                made.onerror = () => fail(new Error('it cannot be shown'));
                made[video ? 'onloadeddata' : 'onload'] = done;
            });
            made.src = `data:${mime};base64,${content}`;
            await ready;
            if (video) {
                document.body.append(made);
                made.currentTime = made.duration / 2;
                await new Promise((done) => (made.onseeked = done));
            }
            const [width, height] = video ? [made.videoWidth, made.videoHeight] : [made.width, made.height];
            const canvas = Object.assign(document.createElement('canvas'), { width, height });
            const ctx = canvas.getContext('2d', { willReadFrequently: true });
            const inked = (x, y, w, h) => {
                ctx.drawImage(made, 0, 0);
                const { data } = ctx.getImageData(x, y, w, h);
                let n = 0;
                const differs = (i) => Math.abs(data[i] - data[0]) + Math.abs(data[i + 2] - data[2]) > 60;
                for (let i = 0; i < data.length; i += 4) n += differs(i);
                return n;
            };
            const middle = inked(width / 2 - 150, 40, 300, 330);
            const parts = { caption: inked(9, 9, 150, 22), legend: inked(14, 370, 180, 55), body: middle };
            return { width, height, duration: made.duration, parts };
        }""",
        [base64.b64encode(content).decode(), mime],
    )


def test_a_picture_holds_scene_caption_and_legend(show, made_prediction):
    prediction = made_prediction(frames=FRAMES, name="wave 1")
    page = show(player_payload([prediction], titles=["a title"]))
    page.keyboard.press("]")
    scene = page.evaluate("() => document.querySelector('.sta-player').staPlayer.state().boxes[0]")
    name, content = saved(page, lambda: page.keyboard.press("s"))
    assert name == f"wave-1-frame-{FRAMES // 4}.png"
    assert f"Saved {name}" in page.get_by_role("status").inner_text()
    width, height = png_size(content)
    assert width == scene["width"]
    assert height > scene["height"]
    assert b"iTXtDescription\0\0\0\0\0" + prediction.provenance.in_words().encode() in content
    parts = look_at(page, content, "image/png")["parts"]
    assert all(ink > 50 for ink in parts.values()), parts


def test_a_picture_is_as_sharp_as_the_screen_or_four_times_that(show, made_prediction):
    page = show(player_payload([made_prediction(frames=FRAMES)]), device_scale_factor=2)
    width = page.evaluate("() => document.querySelector('.sta-player').staPlayer.state().boxes[0].width")
    _, content = saved(page, lambda: page.keyboard.press("s"))
    assert png_size(content)[0] == 2 * width
    before = page.evaluate(STATE)
    page.get_by_role("button", name="Save a picture or a video").click()
    name, sharper = saved(page, lambda: page.get_by_role("button", name="The same at 4×").click())
    assert name.endswith("-frame-0-4x.png")
    assert png_size(sharper) == tuple(4 * side for side in png_size(content))
    after = page.evaluate(STATE)
    assert {key: after[key] for key in ("frame", "camera", "boxes")} == {
        key: before[key] for key in ("frame", "camera", "boxes")
    }


def test_names_of_files_hold_nothing_that_a_file_cannot(show, made_prediction):
    page = show(player_payload([made_prediction(frames=FRAMES, name="../<b>\u202e∕C:\\ مرحبا?" + "x" * 300)]))
    name, _ = saved(page, lambda: page.keyboard.press("s"))
    assert name.startswith("b-C-مرحبا-xxx")
    assert name.endswith("-frame-0.png")
    assert len(name) < 120


def test_a_video_is_one_pass_through_the_loop(show, made_prediction):
    page = show(player_payload([made_prediction(frames=FRAMES, name="waving")]))
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.evaluate(f"({LINK})([10, 39])")
    page.keyboard.press("ArrowRight")
    before = page.evaluate(STATE)
    page.get_by_role("button", name="Save a picture or a video").click()
    name, content = saved(page, lambda: page.get_by_role("button", name="Video of frames 10 to 39 at 1×").click())
    stem, suffix = name.rsplit(".", 1)
    assert (stem, suffix in {"mp4", "webm"}) == ("waving-frames-10-39", True)
    assert content[4:8] == b"ftyp" if suffix == "mp4" else content.startswith(b"\x1aE\xdf\xa3")
    after = page.evaluate(STATE)
    assert {key: after[key] for key in ("frame", "playing", "loop", "direction", "range")} == {
        key: before[key] for key in ("frame", "playing", "loop", "direction", "range")
    }
    assert [url for url in requests if not url.startswith("blob:")] == []
    seen = look_at(page, content, f"video/{suffix}")
    assert seen["width"] % 2 == seen["height"] % 2 == 0
    assert seen["parts"]["body"] > 50


LINK = """([first, last]) => {
    const player = document.querySelector('.sta-player').staPlayer;
    player.command('loop', [first, last]);
    player.command('goTo', first);
}"""
FRAMES_TAKEN = """async () => {
    const { staPlayer: player } = document.querySelector('.sta-player');
    const seen = [];
    const take = player.saving.recording.take.bind(player.saving.recording);
    player.saving.recording.take = () => { take(); seen.push(player.clock.frame); };
    const { recording } = player.saving;
    while (player.saving.recording) await new Promise(requestAnimationFrame);
    return { seen, ended: recording.ended };
}"""


def test_a_video_goes_through_every_part_of_the_loop_in_order(show, made_prediction):
    page = show(player_payload([made_prediction(frames=FRAMES)]))
    with page.expect_download(timeout=WAIT):
        page.keyboard.press("v")
        taken = page.evaluate(FRAMES_TAKEN)
    assert taken["ended"]
    assert taken["seen"] == sorted(taken["seen"])
    assert taken["seen"][-1] == FRAMES - 1


def test_while_a_video_is_recorded_only_the_view_changes_and_escape_cancels(show, made_prediction):
    page = show(player_payload([made_prediction(frames=6000)]))
    downloads = []
    page.on("download", lambda download: downloads.append(download))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("v")
    bar = page.get_by_role("group", name="Recording")
    assert bar.is_visible()
    assert page.get_by_role("progressbar", name="Recorded").count() == 1
    page.keyboard.press("Home")
    page.keyboard.press("r")
    state = page.evaluate(STATE)
    assert (state["playing"], state["loop"]) == (True, "all")
    page.mouse.move(400, 200)
    page.mouse.down()
    page.mouse.move(460, 200)
    page.mouse.up()
    assert page.evaluate(STATE)["camera"]["yaw"] != state["camera"]["yaw"]
    page.keyboard.press("Escape")
    assert bar.is_hidden()
    state = page.evaluate(STATE)
    assert (state["frame"], state["playing"]) == (1, False)
    assert "cancelled" in page.get_by_role("status").inner_text()
    page.keyboard.press("ArrowRight")
    assert page.evaluate(STATE)["frame"] == 2
    assert downloads == []


def test_another_payload_ends_a_recording(show, made_prediction):
    page = show(player_payload([made_prediction(frames=6000)]))
    page.keyboard.press("v")
    other = json.dumps(player_payload([made_prediction(frames=30)]))
    page.evaluate(f"() => mountModule.mountPlayer(document.querySelector('.sta-player'), {other})")
    assert page.get_by_role("group", name="Recording").is_hidden()
    page.keyboard.press("End")
    assert page.evaluate(STATE)["frame"] == 29


@pytest.mark.parametrize(
    "script",
    ["delete window.MediaRecorder;", "MediaRecorder.isTypeSupported = () => false;"],
    ids=["no recorder", "no type of video"],
)
def test_a_browser_that_cannot_record_says_so(show, made_prediction, script):
    page = show(player_payload([made_prediction(frames=FRAMES)]), script=script)
    page.keyboard.press("v")
    assert "cannot record a video" in page.locator(".sta-notice").inner_text()
    page.get_by_role("button", name="Save a picture or a video").click()
    assert page.get_by_role("button", name="cannot record a video").is_disabled()


def test_a_recorder_that_fails_is_a_sentence(show, made_prediction):
    script = "MediaRecorder.prototype.start = () => { throw new DOMException('no', 'NotSupportedError'); };"
    page = show(player_payload([made_prediction(frames=FRAMES)]), script=script)
    page.keyboard.press("v")
    assert "could not begin to record" in page.locator(".sta-notice").inner_text()
    page.keyboard.press("ArrowRight")
    assert page.evaluate(STATE)["frame"] == 1


def test_one_frame_makes_a_picture_and_no_video(show, made_prediction):
    page = show(player_payload([made_prediction(frames=1).clip]))
    page.keyboard.press("v")
    assert "makes no video" in page.locator(".sta-notice").inner_text()
    name, content = saved(page, lambda: page.keyboard.press("s"))
    assert (name, png_size(content)[0] > 0) == ("made-frame-0.png", True)


@pytest.mark.parametrize("width", [320, 1000])
def test_the_menu_is_reached_by_keyboard_and_stays_in_the_player(show, made_prediction, width):
    page = show(player_payload([made_prediction(frames=FRAMES)]), width=width)
    opener = page.get_by_role("button", name="Save a picture or a video")
    opener.focus()
    page.keyboard.press("Enter")
    item = page.get_by_role("button", name="Picture of frame 0")
    assert item.evaluate("(item) => item === document.activeElement")
    box = page.get_by_role("group", name="Save", exact=True).bounding_box()
    assert 0 <= box["x"] <= box["x"] + box["width"] <= width
    page.keyboard.press("Escape")
    assert item.is_hidden()
    assert opener.evaluate("(opener) => opener === document.activeElement")
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    assert item.is_hidden()
