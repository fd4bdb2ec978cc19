// Building elements. Text goes in as text alone, so that no label can be markup.

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | number | boolean>} [attributes]
 * @param {(Node | string)[]} [children]
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(tag, attributes = {}, children = []) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/**
 * Closes a menu's panel on Escape, which gives the focus back to what opened it, and when the focus goes elsewhere.
 * @param {HTMLElement} menu
 * @param {HTMLElement} panel
 * @param {HTMLElement} opener
 * @param {() => void} close
 */
export function closeWhenLeft(menu, panel, opener, close) {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    event.stopPropagation();
    close();
    opener.focus();
  });
  menu.addEventListener("focusout", (event) => {
    if (!menu.contains(/** @type {Node | null} */ (event.relatedTarget))) close();
  });
}

/** Letters from right to left, and marks that change the direction. */
const TURNS = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff]|[\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Text that keeps its own direction, so that a name from right to left does not turn what stands beside it. @param {string} text */
export function isolated(text) {
  return TURNS.test(text) ? `\u2068${text}\u2069` : text;
}

/** Outlines on a 24 × 24 field. */
const SHAPES = {
  play: "M8 5.5v13l11-6.5z",
  pause: "M7.5 5.5h3v13h-3zM13.5 5.5h3v13h-3z",
  back: "M6.5 6h2.4v12H6.5zM18 6v12l-8.2-6z",
  forward: "M15.1 6h2.4v12h-2.4zM6 6v12l8.2-6z",
  keyBack: "M15 6.5 20.5 12 15 17.5 9.5 12zM3.5 12l5-4.6v9.2z",
  keyForward: "M9 6.5 3.5 12 9 17.5 14.5 12zM20.5 12l-5-4.6v9.2z",
  dwell: "M12 3.5 18 12l-6 8.5L6 12zM3 6.5h1.8v11H3zM19.2 6.5H21v11h-1.8z",
  loop: "M7 8h9.2l-1.9-1.9 1.3-1.3L19.8 9l-4.2 4.2-1.3-1.3 1.9-1.9H8.2v3H6.3V9c0-.6.3-1 .7-1zM17 16H7.8l1.9 1.9-1.3 1.3L4.2 15l4.2-4.2 1.3 1.3L7.8 14h8v-3h1.9v4c0 .6-.3 1-.7 1z",
  full: "M5 5h5.2v1.9H6.9v3.3H5zM13.8 5H19v5.2h-1.9V6.9h-3.3zM5 13.8h1.9v3.3h3.3V19H5zM17.1 13.8H19V19h-5.2v-1.9h3.3z",
  save: "M11 4.5h2v7.2l2.6-2.6 1.4 1.4-5 5-5-5 1.4-1.4 2.6 2.6zM5 17.5h14v2H5z",
  tag: "M4.5 5.5h6.8l8.2 8.2-5.8 5.8-9.2-9.2zM8.4 7.8a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3z",
  tune: "M4 6.6h8.1a2.6 2.6 0 0 1 5 0H20v1.8h-2.9a2.6 2.6 0 0 1-5 0H4zM4 15.6h2.9a2.6 2.6 0 0 1 5 0H20v1.8h-8.1a2.6 2.6 0 0 1-5 0H4z",
  linked: "M12 3.5a4.5 4.5 0 0 1 4.5 4.5v2H18a1 1 0 0 1 1 1v8.5a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V11a1 1 0 0 1 1-1h1.5V8A4.5 4.5 0 0 1 12 3.5zM9.4 10h5.2V8a2.6 2.6 0 0 0-5.2 0z",
  unlinked: "M12 2.5A4.5 4.5 0 0 1 16.5 7h-1.9a2.6 2.6 0 0 0-5.2 0v3H18a1 1 0 0 1 1 1v8.5a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V11a1 1 0 0 1 1-1h1.5V7A4.5 4.5 0 0 1 12 2.5zM6.9 11.9v6.7h10.2v-6.7z",
  doubt: "M12 3.8 21.6 20H2.4zM11.1 10v5h1.8v-5zM11.1 16.4v1.8h1.8v-1.8z",
  wall: "M2.5 4.5h19v11.6h-19zM4.4 6.4v7.8h15.2V6.4zM11.1 16h1.8v2.2h3.6V20h-9v-1.8h3.6z",
  folded: "M8 5.5v13l8-6.5z",
  unfolded: "M5.5 8h13L12 16z",
  help: "M11 16.4h2.1v2.1H11zM12 5.2c2.3 0 4 1.5 4 3.6 0 1.5-.8 2.3-1.8 3-.9.7-1.2 1-1.2 2v.9h-1.9v-1.1c0-1.7.8-2.5 1.8-3.2.8-.6 1.1-.9 1.1-1.6 0-1-.8-1.7-2-1.7s-2 .8-2.1 2H8c.1-2.3 1.7-3.9 4-3.9z",
};

/**
 * @param {keyof typeof SHAPES} name
 * @returns {SVGSVGElement}
 */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SHAPES[name]);
  path.setAttribute("fill-rule", "evenodd");
  svg.append(path);
  return svg;
}

/**
 * @param {string} name what a screen reader says
 * @param {string} className
 * @param {(Node | string)[]} children
 * @param {() => void} action
 */
export function button(name, className, children, action) {
  const made = element("button", { type: "button", class: className, "aria-label": name, title: name }, children);
  made.addEventListener("click", action);
  return made;
}

/**
 * @param {string} name
 * @param {[string, string][]} options value and text
 * @param {(value: string) => void} action
 */
export function select(name, options, action) {
  const made = element("select", { "aria-label": name, title: name });
  for (const [value, text] of options) made.append(element("option", { value }, [text]));
  made.addEventListener("change", () => action(made.value));
  return made;
}
