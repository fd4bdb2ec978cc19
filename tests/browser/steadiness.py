"""How steady a page is: what moves by itself while it loads, and when it has come to rest, its player drawn."""

#: To be run before a page's own scripts. A shift is the browser's own measure: the share of the window that moved,
#: times how far it moved as a share of the window; one that follows a click is counted as well. What moves beside the
#: page is told apart.
WATCH = """
(() => {
  const now = () => performance.now();
  const steady = (window.steady = { shifts: [], busy: now(), faded: 1, since: now() });
  const find = (name) => document.querySelector(`[data-testid="${name}"]`);
  const box = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(' ');
  const told = ({ node, previousRect, currentRect }) => {
    const element = node?.nodeType === 1 ? node : node?.parentElement;
    const key = element?.closest?.('[class*="st-key-"]')?.className.match(/st-key-\\S+/)?.[0] ?? '';
    const inPage = Boolean(element?.closest?.('[data-testid="stMainBlockContainer"] *'));
    // What comes or goes has moved nowhere.
    const [from, to] = [previousRect, currentRect];
    const areas = [from, to].map(({ width, height }) => width * height / (innerWidth * innerHeight));
    const px = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y));
    const far = areas[0] && areas[1] ? px / Math.max(innerWidth, innerHeight) : 0;
    const what = `${element?.dataset?.testid} ${key} ${box(previousRect)} → ${box(currentRect)}`;
    return { inPage, far, large: areas[0] + areas[1], what };
  };
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries()) {
      const all = [...sources].map(told), page = all.filter((each) => each.inPage);
      // Of what moved in one moment with something beside the page, no more than the page's own share.
      const large = Math.min(1, page.reduce((sum, each) => sum + each.large, 0));
      const own = large * Math.max(0, ...page.map(({ far }) => far));
      const counted = page.length < all.length ? Math.min(value, own) : value;
      steady.shifts.push({ value: counted, inPage: page.length > 0, what: all.map((each) => each.what) });
    }
  }).observe({ type: 'layout-shift', buffered: true });
  const drawn = (each) => each.matches('.sta-scene') || each.shadowRoot?.querySelector('.sta-scene');
  const awaited = (player) => player && !(player.drawn ||= [...player.querySelectorAll('*')].some(drawn));
  const look = () => {
    const [app, main] = ['stApp', 'stMain'].map(find);
    const running = !app || app.dataset.testScriptState !== 'notRunning';
    if (running || main?.querySelector('[data-testid="stSkeleton"], [data-stale="true"]')) steady.busy = now();
    if (awaited(document.querySelector('.st-key-player'))) steady.busy = now();
    for (let each = document.querySelector('.st-key-player'); each; each = each.parentElement) {
      steady.faded = Math.min(steady.faded, +getComputedStyle(each).opacity);
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
"""

#: The height of a page's player, and that of the room that was held for it.
ROOM = """() => {
    const room = document.querySelector('[class*="st-key-room-stage-"]');
    const held = Object.assign(document.createElement('div'), { style: 'position: absolute; visibility: hidden' });
    held.style.height = 'calc(var(--sta-body) + var(--sta-around))';
    room.append(held);
    const heights = [room.querySelector('.st-key-player'), held].map((each) => each.getBoundingClientRect().height);
    held.remove();
    return heights;
}"""

_BEGIN = """() => {
  const now = performance.now();
  Object.assign(window.steady, { shifts: [], faded: 1, busy: now, since: now });
}"""
_AT_REST = "(ms) => window.steady && performance.now() - Math.max(window.steady.busy, window.steady.since) > ms"


def begin(page):
    """Forget what was seen so far: what is done next is watched."""
    page.evaluate(_BEGIN)


def rest(page, *, quiet_ms=500, timeout=120_000):
    """Wait until the page has been at rest for a while.

    Returns:
        The seconds until it was at rest, counted from its beginning or the last `begin`, the sum of the shifts of the
        page itself, and how faint the player was at its faintest.
    """
    page.wait_for_function(_AT_REST, arg=quiet_ms, timeout=timeout)
    seen = page.evaluate("() => window.steady")
    moved = sum(each["value"] for each in seen["shifts"] if each["inPage"])
    return (seen["busy"] - seen["since"]) / 1000, moved, seen["faded"]


def shifts(page):
    """What moved, for a failing test to say."""
    seen = page.evaluate("() => window.steady.shifts")
    return "\n".join(f"{each['value']:.4f} {each['inPage']} {each['what'][:4]}" for each in seen)
