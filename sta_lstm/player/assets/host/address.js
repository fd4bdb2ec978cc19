// The page's address: kept up to date with what is shown, and copied by a button. `sta_lstm/ui/session/address.py` mounts them.

import { button } from "../core/dom.js";

const COPIED_MS = 2000;

/** @typedef {{words: Record<string, string>, keys: string[]}} Address words to set, of those that are ours */

/** What each of our mounts last wrote. @type {WeakMap<object, string>} */
const written = new WeakMap();

/** The word that says at which stop of the tour the visitor is, and that stop. */
const TOUR = "tour";
let stop = new URL(location.href).searchParams.get(TOUR);

/** Whether the last step did nothing but take all words from the address. */
let cleared = false;

const push = history.pushState.bind(history);

/**
 * Where the program turns to another page, Streamlit first takes the words from the address, as a step of its own, and
 * then goes there, as another: Back would lead to the page as nobody left it. They are one step.
 * @type {typeof history.pushState}
 */
history.pushState = (state, unused, url) => {
  const there = new URL(url ?? "", location.href);
  const isOther = there.pathname !== location.pathname;
  if (cleared && isOther) history.replaceState(state, unused, url);
  else push(state, unused, url);
  cleared = !isOther && !there.search;
};

/**
 * Streamlit calls this at the mount and again whenever the script has run. With an address it is kept; else there is a
 * button.
 * @param {{data: Address | null, parentElement: ShadowRoot | HTMLElement}} component
 */
export function keepAddress({ data, parentElement }) {
  if (data) {
    cleared = false; // a page has run to its end since then
    // Written once for each change: what Back has brought since then is not undone.
    const words = JSON.stringify(data.words);
    if (words !== written.get(parentElement)) replaceWords(data);
    written.set(parentElement, words);
    lead(data.words[TOUR]);
  } else if (!parentElement.querySelector("button")) {
    const copy = button("Copy link", "sta-beside", ["Copy link"], () => copyAddress(copy));
    copy.title = "Copy an address that opens this clip, frame, loop and view";
    parentElement.append(copy);
  }
}

/**
 * A stop of the tour is told at the top of the page, wherever the visitor has scrolled to before.
 * @param {string | undefined} wanted
 */
function lead(wanted) {
  if (wanted && wanted !== stop) document.querySelector('[data-testid="stMain"]')?.scrollTo({ top: 0 });
  stop = wanted ?? null;
}

/** @param {Address} data */
function replaceWords({ words, keys }) {
  const here = new URL(location.href);
  for (const key of keys) here.searchParams.delete(key);
  for (const [key, word] of Object.entries(words)) here.searchParams.set(key, word);
  if (here.href !== location.href) history.replaceState(history.state, "", here);
}

/** @param {HTMLButtonElement} copy */
async function copyAddress(copy) {
  let said = "Link copied";
  try {
    await navigator.clipboard.writeText(location.href);
  } catch {
    said = "Copy it from the address bar"; // the browser keeps the clipboard to itself, as on pages without https
  }
  copy.textContent = said;
  setTimeout(() => {
    copy.textContent = "Copy link";
  }, COPIED_MS);
}
