"""What tests of the exported player share: how it is asked and told, and where things are on the screen."""

import pytest

PLAYER = "document.querySelector('.sta-player').staPlayer"
STATE = f"() => {PLAYER}.state()"
COMMAND = f"([name, value]) => {PLAYER}.command(name, value)"
PIXELS = "() => document.querySelector('.sta-scene').toDataURL()"
PIXELS_NOW = """() => {
    const player = document.querySelector('.sta-player').staPlayer;
    player.command('draw');
    return document.querySelector('.sta-scene').toDataURL();
}"""
MOUNT = """([initial, afresh]) => {
    const root = document.querySelector('.sta-player');
    if (afresh) {
        root.staPlayer.destroy();
        root.staPlayer = undefined;
    }
    const payload = JSON.parse(document.getElementById('payload').textContent);
    return mountModule.mountPlayer(root, payload, { initial }).state();
}"""
#: Whether what is expected of some things, and of parts of them, holds; numbers to one in a million.
PARTLY = """function partly(found, expected) {
    if (typeof expected === 'number') return Math.abs(found - expected) < 1e-6;
    if (expected === null || typeof expected !== 'object') return found === expected;
    return found !== null && Object.entries(expected).every(([name, value]) => partly(found[name], value));
}"""
FRAMES = 60
FIRST_PEAK, SECOND_PEAK = FRAMES // 4, FRAMES // 2
HOSTILE = "<img src=x onerror=alert(1)></script><script>alert(2)</script>"
RIGHT_TO_LEFT = "مرحبا \u202eolleh"


def wait_for(page, words):
    """Wait until JavaScript comes true. It is asked from outside: the exported page's own policy forbids it to eval."""
    for _ in range(600):
        if page.evaluate(words):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"it never came true that {words}")


def rest(page):
    """Lets the frame that is due be painted."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def lane_box(page):
    """The part of the timeline that frames fall on, in pixels of the page."""
    box = page.locator(".sta-lanes").bounding_box()
    gutter = page.evaluate(f"() => {PLAYER}.state().timeline.left")
    return box["x"] + gutter, box["y"], box["width"] - gutter, box["height"]


def frame_x(page, frame, frames=FRAMES):
    left, _, width, _ = lane_box(page)
    return left + (frame + 0.5) / frames * width


LANE = """(kind) => {
    const player = document.querySelector('.sta-player').staPlayer;
    const { y, height } = player.state().lanes.find((lane) => lane.kind === kind);
    return [document.querySelector('.sta-lanes').getBoundingClientRect().top + scrollY + y, height];
}"""
#: The pixels of a lane from frame `first` up to `end`, or those of one line of them.
INK = """([kind, first, end, line]) => {
    const { frames, lanes, timeline } = document.querySelector('.sta-player').staPlayer.state();
    const { y, height } = lanes.find((lane) => lane.kind === kind);
    const wide = (timeline.width - timeline.left) / frames;
    const [top, high] = line === undefined ? [y, height] : [y + line, 1];
    const area = [timeline.left + first * wide, top, (end - first) * wide, high];
    const box = area.map((v) => Math.round(v * timeline.ratio));
    const { data } = document.querySelector('.sta-lanes').getContext('2d').getImageData(...box);
    return Array.from({ length: data.length / 4 }, (_, i) => data.slice(4 * i, 4 * i + 4).join());
}"""
