"""The player against a Plotly animation of the same motion, in one page of a real Chromium; and what the player weighs.

Two counts of main-thread time a frame. *Script*: how long the call that draws a frame holds the thread, the player's
`draw` and Plotly's `restyle` (`animate` returns before it has drawn, so its call says nothing). *All tasks*: the
processor time that the browser itself counts for its main thread, with styles, layout and painting; a machine without a
GPU fills the player's canvas there, and draws Plotly's WebGL in another process, which is not counted. Both sides play
by turns, and each ratio is the median over such turns, so that a machine that is busy with something else slows both
alike. Plotly shows the joints and the bones, one scene a pane, with rgba colours that follow α; the player shows,
besides, its floor, shadows, legend and time line.
"""

import json
import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

import numpy as np

from sta_lstm.formats import load_clip
from sta_lstm.player import player_html, player_payload
from sta_lstm.prediction.keyframes import keyframes
from sta_lstm.prediction.prediction import softmax
from sta_lstm.samples import resolve_clip
from sta_lstm.skeletons import Clip, layout_named

sys.path.append(str(Path(__file__).parents[1]))
from made import made_prediction

TURNS = 5
PLAYER_S, PLOTLY_FRAMES = 1.5, 8  # of one turn
RATE_S = 5
FRAMES, CLASSES = 100, 18
PANES = [(1, 1, "ntu-25"), (2, 2, "sbu-15"), (4, 2, "ntu-25")]  # panes, persons, layout
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--enable-unsafe-swiftshader",  # WebGL, which Plotly needs, on a machine without a GPU
]


# How long each call of ``draw`` took while the player played.
PLAY = """async (seconds) => {
    const player = document.querySelector('.sta-player').staPlayer;
    const beat = () => new Promise((done) => requestAnimationFrame(done));
    const script = [];
    player.draw = () => {
        const start = performance.now();
        Object.getPrototypeOf(player).draw.call(player);
        script.push(performance.now() - start);
    };
    player.command('play');
    const from = await beat();
    let now = from;
    while (now - from < seconds * 1000) now = await beat();
    player.command('play', false);
    delete player.draw;
    return { script, seconds: (now - from) / 1000 };
}"""

# Both of Plotly's ways to another frame; the page's figure has two traces a pane, joints and bones.
PLOTLY = """async ([how, count]) => {
    const { div, frames } = window.motion;
    const beat = () => new Promise((done) => requestAnimationFrame(done));
    const still = { frame: { duration: 0, redraw: true }, transition: { duration: 0 }, mode: 'immediate' };
    const script = [];
    for (let i = 0; i < count; i++) {
        const frame = frames[window.motion.next++ % frames.length];
        const start = performance.now();
        const drawn = how === 'animate'
            ? Plotly.animate(div, frame, still)
            : Plotly.restyle(div, frame.update, frame.traces);
        script.push(performance.now() - start);
        await drawn;
        await beat();
    }
    return { script };
}"""

SET_UP = """async (figure) => {
    const stage = document.querySelector('.sta-stage').getBoundingClientRect();
    const div = document.body.appendChild(document.createElement('div'));
    div.style.cssText = `width: ${stage.width}px; height: ${stage.height}px`;
    await Plotly.newPlot(div, figure.data, figure.layout, { displayModeBar: false });
    const frames = figure.frames.map((data) => ({
        data, traces: data.map((_, i) => i),
        update: {
            x: data.map((d) => d.x), y: data.map((d) => d.y), z: data.map((d) => d.z),
            'marker.color': data.map((d) => d.marker?.color), 'line.color': data.map((d) => d.line?.color),
        },
    }));
    window.motion = { div, frames, next: 0 };
}"""


def moving(persons, layout_name, n_frames=FRAMES):
    """A sample clip of as many persons, in that layout, played to and fro until it has ``n_frames`` frames."""
    clip = load_clip(resolve_clip("kick-right" if persons == 1 else "shake-hands"))
    layout = layout_named(layout_name)
    columns = [clip.layout.index({"torso": "spine mid"}.get(joint, joint)) for joint in layout.joints]
    rows = np.resize(np.concatenate([np.arange(clip.n_frames), np.arange(clip.n_frames - 2, 0, -1)]), n_frames)
    positions = clip.positions[rows][:, :persons, columns]
    return Clip(positions, clip.fps, layout, clip.up_axis, clip.present[rows][:, :persons], layout_name)


def watched(clip, seed):
    """A made-up model's answer: α and β that change from frame to frame."""
    rng = np.random.default_rng(seed)
    T, M, J = clip.positions.shape[:3]
    drift = np.cumsum(rng.normal(scale=0.3, size=(T, M * J)), axis=0)
    beta = 1 + np.sin(np.arange(T) / 7 + seed)
    return made_prediction(
        clip,
        class_names=[f"class {c}" for c in range(CLASSES)],
        alpha=softmax(drift, axis=1).reshape(T, M, J),
        beta=beta,
        frame_scores=rng.normal(size=(T, CLASSES)),
        keyframes=keyframes(beta.astype(np.float32)),
        checkpoint=f"model {seed}",
    )


def plotly_figure(predictions):
    """The same motion as a Plotly figure: its first frame, its layout, and the traces of every frame."""
    frames = [
        [trace for p, one in enumerate(predictions) for trace in pane_traces(one, t, "scene" + str(p + 1) * (p > 0))]
        for t in range(FRAMES)
    ]
    side = 2 if len(predictions) > 1 else 1
    rows = -(-len(predictions) // side)
    scenes = {
        "scene" + str(p + 1) * (p > 0): {
            "domain": {
                "x": [(p % side) / side, (p % side + 1) / side],
                "y": [1 - (p // side + 1) / rows, 1 - (p // side) / rows],
            },
            "aspectmode": "data",
        }
        for p in range(len(predictions))
    }
    layout = {"showlegend": False, "margin": {"l": 0, "r": 0, "t": 0, "b": 0}, **scenes}
    return {"data": frames[0], "layout": layout, "frames": frames}


def pane_traces(prediction, t, scene):
    """Joints with an rgba colour each, and bones as one line with gaps."""
    clip = prediction.clip
    strength = np.clip(prediction.relative_alpha[t] / 3, 0, 1).ravel()
    places = clip.positions[t].reshape(-1, 3)
    colours = [f"rgba(0,114,178,{0.16 + 0.84 * s:.3f})" for s in strength]
    J = clip.layout.n_joints
    bones = [
        end for m in range(clip.n_persons) for a, b in clip.layout.bone_indices for end in (m * J + a, m * J + b, None)
    ]
    lines = [[None] * 3 if j is None else places[j].tolist() for j in bones]
    shades = [colours[0] if j is None else colours[j] for j in bones]
    common = {"type": "scatter3d", "scene": scene}
    return [
        {**common, **axes(places.tolist()), "mode": "markers", "marker": {"size": 6, "color": colours}},
        {**common, **axes(lines), "mode": "lines", "line": {"width": 6, "color": shades}},
    ]


def axes(points):
    return dict(zip("xyz", map(list, zip(*points, strict=True)), strict=True))


class MainThread:
    """Processor time of a page's main thread, from the DevTools protocol."""

    def __init__(self, page):
        self.session = page.context.new_cdp_session(page)
        self.session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def seconds(self):
        metrics = self.session.send("Performance.getMetrics")["metrics"]
        return next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration")

    def a_frame(self, page, script, argument):
        """Milliseconds a frame while ``script`` runs: the median of its calls, and all tasks of the thread together."""
        before = self.seconds()
        calls = page.evaluate(script, argument)["script"]
        return statistics.median(calls), 1000 * (self.seconds() - before) / len(calls)


def compare(browser, folder, predictions, plotlyjs):
    """Turns × (player, animate, restyle) × (script, all tasks), milliseconds a frame; the player's frames a second."""
    path = Path(folder) / "player.html"
    path.write_text(player_html(player_payload(predictions), title="benchmark"), encoding="utf-8")
    page = browser.new_context(viewport={"width": 1200, "height": 900}, bypass_csp=True).new_page()
    page.set_default_timeout(0)
    page.goto(path.as_uri())
    page.add_script_tag(content=plotlyjs)
    page.evaluate("() => document.querySelector('.sta-player').staPlayer.command('play', false)")
    shown = page.evaluate(PLAY, RATE_S)  # before Plotly comes: its WebGL would share the machine
    page.evaluate(SET_UP, plotly_figure(predictions))
    thread = MainThread(page)
    turns = [
        [
            thread.a_frame(page, PLAY, PLAYER_S),
            *(thread.a_frame(page, PLOTLY, [how, PLOTLY_FRAMES]) for how in ("animate", "restyle")),
        ]
        for _ in range(TURNS + 1)
    ]
    page.context.close()
    return np.array(turns[1:]), len(shown["script"]) / shown["seconds"]  # the first turn warms up


def launched(driver):
    found = next(
        (path for name in (os.environ.get("CHROMIUM"), *CHROMIUM) if name and (path := shutil.which(name))), None
    )
    return driver.chromium.launch(executable_path=found, args=ARGUMENTS)


def weigh():
    """Bytes of payloads against their raw arrays, and of exported pages."""
    print(f"{FRAMES} frames       | payload kB   raw float32 kB   payload / raw | page kB")
    for panes, persons, layout in PANES:
        clip = moving(persons, layout)
        predictions = [watched(clip, seed) for seed in range(panes)]
        payload = player_payload(predictions)
        sent = len(json.dumps(payload, separators=(",", ":")))
        raw = 4 * (clip.positions.size + sum(p.alpha.size + p.beta.size + p.frame_scores.size for p in predictions))
        page = len(player_html(payload, title="benchmark").encode())
        name = f"{panes} × {persons * clip.layout.n_joints} joints"
        print(f"{name:16} | {sent / 1000:10.1f} {raw / 1000:16.1f} {sent / raw:14.2f}× | {page / 1000:7.1f}")


def main():
    weigh()
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        print("skipped: playwright is not installed, so nothing can be played")
        return
    from plotly.offline import get_plotlyjs

    with sync_playwright() as driver, tempfile.TemporaryDirectory() as folder:
        try:
            browser = launched(driver)
        except Error as error:
            print(f"skipped: no Chromium starts ({str(error).strip().splitlines()[0]})")
            return
        print(f"\nmain thread of Chromium {browser.version}, milliseconds a frame, medians of {TURNS} turns")
        print("panes × joints | what      | player   Plotly animate   Plotly restyle | faster / player | player's rate")
        for panes, persons, layout in PANES:
            predictions = [watched(moving(persons, layout), seed) for seed in range(panes)]
            turns, rate = compare(browser, folder, predictions, get_plotlyjs())
            for c, what in enumerate(("script", "all tasks")):
                player, animate, restyle = np.median(turns[..., c], axis=0)
                drawing = turns[:, 2:, c] if what == "script" else turns[:, 1:, c]
                ratio = np.median(drawing.min(axis=1) / turns[:, 0, c])
                name = f"{panes} × {persons * predictions[0].clip.layout.n_joints}"
                print(
                    f"{name:14} | {what:9} | {player:6.2f} {'–' if what == 'script' else f'{animate:.1f}':>16} "
                    f"{restyle:16.1f} | {ratio:14.0f}× "
                    f"| {rate:6.1f} a second",
                    flush=True,
                )
        browser.close()


if __name__ == "__main__":
    main()
