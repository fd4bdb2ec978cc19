// The page's address: kept up to date with what is shown, and copied by a button. `sta_lstm/ui/session/address.py` mounts it.

import { button, element } from "../core/dom.js";

const COPIED_MS = 2000;
/** What stands in the button's place where a file is chosen that nobody else has. */
const NO_LINK = "No link can open an upload, which stays in this session. The HTML page holds all that is shown.";

/** @typedef {{words: Record<string, string>, keys: string[], sample: boolean}} Address words to set, of those that are ours */

/**
 * Streamlit calls this at the mount and again whenever the script has run.
 * @param {{data: Address, parentElement: ShadowRoot | HTMLElement}} component
 */
export default function address({ data, parentElement }) {
  let copy = /** @type {(HTMLButtonElement & {written?: string}) | null} */ (parentElement.querySelector("button"));
  if (!copy) {
    copy = button("Copy link", "sta-copy", ["Copy link"], () => copyAddress(/** @type {HTMLButtonElement} */ (copy)));
    parentElement.append(copy);
  }
  copy.title = "Copy an address that opens this clip, frame, loop and view";
  copy.hidden = !data.sample;
  let instead = /** @type {HTMLElement | null} */ (parentElement.querySelector(".sta-no-link"));
  if (!data.sample && !instead) {
    instead = element("span", { class: "sta-no-link" }, [NO_LINK]);
    parentElement.append(instead);
  } else if (data.sample) instead?.remove();
  // Written once for each change: what Back has brought since then is not undone.
  const words = JSON.stringify(data.words);
  if (words !== copy.written) replaceWords(data);
  copy.written = words;
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
