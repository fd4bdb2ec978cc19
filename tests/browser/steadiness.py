"""How steady a page is: what moves by itself while it loads, and when it has come to rest."""

#: To be run before a page's own scripts. A shift is the share of the window that moved times how far it moved, as the
#: share of the window (the browser's own measure); one that follows a click is counted as well.
WATCH = """
(() => {
  const steady = (window.steady = { shifts: [], busy: performance.now(), faded: 1, since: performance.now() });
  const box = ({ x, y, width, height }) => `${Math.round(x)},${Math.round(y)} ${Math.round(width)}×${Math.round(height)}`;
  new PerformanceObserver((list) => {
    for (const each of list.getEntries()) {
      const what = (each.sources || []).map(({ node, previousRect, currentRect }) => {
        const element = node?.nodeType === 1 ? node : node?.parentElement;
        const name = element?.closest?.('[class*="st-key-"]')?.className.match(/st-key-\\S+/)?.[0] ?? '';
        return `${element?.dataset?.testid ?? element?.tagName} ${name} ${box(previousRect)}→${box(currentRect)}`;
      });
      steady.shifts.push({ value: each.value, at: each.startTime, what });
    }
  }).observe({ type: 'layout-shift', buffered: true });
  const look = () => {
    const app = document.querySelector('[data-testid="stApp"]');
    const shown = document.querySelector('.st-key-player, .st-key-stage');
    const waiting = document.querySelector('[data-testid="stMain"] [data-testid="stSkeleton"]');
    const running = !app || app.dataset.testScriptState !== 'notRunning';
    if (running || waiting || document.querySelector('[data-testid="stMain"] [data-stale="true"]')) steady.busy = performance.now();
    for (let each = shown; each; each = each.parentElement) steady.faded = Math.min(steady.faded, +getComputedStyle(each).opacity);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
"""

_BEGIN = (
    "() => Object.assign(window.steady, { shifts: [], faded: 1, busy: performance.now(), since: performance.now() })"
)
_AT_REST = "(ms) => window.steady && performance.now() - Math.max(window.steady.busy, window.steady.since) > ms"


def begin(page):
    """Forget what was seen so far: what is done next is watched."""
    page.evaluate(_BEGIN)


def rest(page, *, quiet_ms=700, timeout=120_000):
    """Wait until the page has been at rest for a while.

    Returns:
        The seconds that it took to come to rest, the sum of its shifts, and how faint the player was at its faintest.
    """
    page.wait_for_function(_AT_REST, arg=quiet_ms, timeout=timeout)
    seen = page.evaluate("() => window.steady")
    return (seen["busy"] - seen["since"]) / 1000, sum(each["value"] for each in seen["shifts"]), seen["faded"]


def shifts(page):
    """What moved, for a failing test to say."""
    return [(round(each["value"], 4), each["what"][:4]) for each in page.evaluate("() => window.steady.shifts")]
