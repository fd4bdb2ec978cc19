"""Names that are scripts, links and formulas are shown as the letters that they are, on every page that shows names."""

from dataclasses import replace

import pytest
from browsing import PLAYER, WAIT, state, until, upload
from made import ntu_samples, tiny_checkpoint

from sta_lstm.formats import load_clip
from sta_lstm.formats.load import writer_of
from sta_lstm.model.checkpoint import save_checkpoint
from sta_lstm.skeletons.layouts import NTU_25

pytestmark = pytest.mark.browser

HIT = "window.hit=1"
STRINGS = (
    f"<script>{HIT}</script>",
    f"<img src=x onerror={HIT}>",
    f"<svg onload={HIT}>",
    f"<svg><script>{HIT}</script></svg>",
    f'"><img src=x onerror={HIT}>',
    f"'><img src=x onerror={HIT}>",
    f"</script><script>{HIT}</script>",
    f"</textarea><script>{HIT}</script>",
    f"</title><script>{HIT}</script>",
    f"<!--><img src=x onerror={HIT}>-->",
    f"<iframe src=javascript:parent.{HIT}></iframe>",
    f"<a href=javascript:{HIT}>go</a>",
    f'<a href="javascript:{HIT}" xlink:href="javascript:{HIT}">go</a>',
    f"<math><mi href=javascript:{HIT}>x</mi></math>",
    f"<details open ontoggle={HIT}>",
    f"<style onload={HIT}></style>",
    f"<body onload={HIT}>",
    f"[go](javascript:{HIT})",
    "![x](//evil.example/x.png)",
    "[x]: //evil.example/x.png",
    f"<javascript:{HIT}>",
    r"$\href{javascript:window.hit=1}{x}$",
    r"$$\includegraphics{//evil.example/x.png}$$",
    f"${{{HIT}}}{{{{{HIT}}}}}",
    f"&lt;img src=x onerror={HIT}&gt;&#x3c;script&#x3e;{HIT}",
)
#: What must not have come of them: something ran, a picture or a frame, a link, a formula.
CAME = """() => [
    ...(window.hit ? ["ran"] : []),
    ...[...document.querySelectorAll(`img[src="x"], [src*="evil.example"], [href*="evil.example"],
        [href^="javascript" i], iframe[src^="javascript" i], .katex, [onerror], [onload]:not(body), [ontoggle]`)]
        .map((each) => each.outerHTML.slice(0, 200)),
]"""


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A clip and a checkpoint that fit together, and a clip whose joints have such names."""
    clip, layout = load_clip(ntu_samples()[0]), dict(zip(NTU_25.joints, STRINGS, strict=True))
    mine = replace(clip, name=STRINGS[1], label=STRINGS[0], notes=STRINGS)
    renamed = replace(
        NTU_25,
        name=STRINGS[2],
        title=STRINGS[3],
        joints=STRINGS,
        bones=tuple((layout[a], layout[b]) for a, b in NTU_25.bones),
        mirror_pairs=tuple((layout[a], layout[b]) for a, b in NTU_25.mirror_pairs),
        root=layout[NTU_25.root],
        torso=tuple(layout[each] for each in NTU_25.torso),
    )
    write = writer_of("clip.npz")[1]
    model = tiny_checkpoint(name=STRINGS[1], class_names=STRINGS)
    path = save_checkpoint(model, tmp_path_factory.mktemp("hostile") / "model.safetensors")
    return {
        "clip": (f"{STRINGS[4]}.npz".replace("/", "_"), write(mine)),
        "bare": (f"{STRINGS[1]}.npz", write(replace(clip, layout=renamed, name=STRINGS[5]))),
        "model": (f"{STRINGS[0]}.safetensors".replace("/", "_"), path.read_bytes()),
    }


def looked_through(page):
    """Point at everything that shows its name when it is pointed at, and see that nothing came of it."""
    charts = page.locator(".js-plotly-plot, .sta-bars").locator("visible=true")
    charts.first.wait_for(timeout=WAIT)
    for chart in charts.all()[:4]:
        chart.hover(force=True)
    page.locator(PLAYER).first.hover(force=True)
    assert page.evaluate(CAME) == []


def test_nothing_comes_of_hostile_names(visit_app, files):
    page = visit_app()
    until(page, lambda: page.locator(PLAYER).count() == 1)
    before = state(page)["revision"]
    upload(page, "your own recording", files["bare"])
    until(page, lambda: state(page)["revision"] != before)
    page.locator(PLAYER).hover()
    assert page.evaluate(CAME) == []
    upload(page, "your own recording", files["clip"])
    upload(page, "your own checkpoint", files["model"])
    page.get_by_text(STRINGS[1], exact=False).first.wait_for(timeout=WAIT)
    looked_through(page)
    for title in ("Compare", "Two clips"):
        page.get_by_role("link", name=title, exact=True).first.click()
        until(page, lambda: page.locator(PLAYER).count() == 1 and state(page)["panes"] >= 2)
        looked_through(page)
