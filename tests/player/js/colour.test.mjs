// The player's colours are those that Python has.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { contrast, css, faded, hex, mix, oklch, parseColour, readable } from "../../../sta_lstm/player/assets/core/colour.js";
import { DARK, FULL, LIGHT } from "../../../sta_lstm/player/assets/core/look.js";
import { coloursOf, jointColour, personLetter } from "../../../sta_lstm/player/assets/core/theme.js";
import { opacity, placeOf, radius, valueAt } from "../../../sta_lstm/player/assets/core/weights.js";

const meant = JSON.parse(readFileSync(new URL("look.json", import.meta.url), "utf8"));

for (const [name, look] of [["light", LIGHT], ["dark", DARK]]) {
  test(`hues of a ${name} page are Python's, to the last bit`, () => {
    const found = coloursOf(look);
    assert.equal(found.dark, name === "dark");
    for (const key of ["support", "against", "more", "less"]) assert.deepEqual(found[key], hex(meant[name][key]), key);
    assert.deepEqual(found.persons.map(({ M }) => M), meant[name].persons.map(hex));
    assert.deepEqual(found.classes, meant[name].classes.map(hex));
  });
}

test("opacity and size of a joint are Python's", () => {
  meant.strengths.forEach((strength, i) => {
    assert.ok(Math.abs(opacity(strength) - meant.opacity[i]) < 1e-12);
    assert.ok(Math.abs(radius(strength) - meant.radius[i]) < 1e-12);
  });
});

test("attention stands where Python puts it, and leads back", () => {
  const signed = /** @type {any} */ ({ relative: true, signed: true });
  meant.multiples.forEach((multiple, i) => {
    const place = placeOf(signed, FULL, multiple);
    assert.ok(Math.abs(place - meant.places[i]) < 1e-12);
    if (multiple >= 0 && multiple < FULL) assert.ok(Math.abs(valueAt(signed, FULL, place) - multiple) < 1e-9);
  });
  const share = /** @type {any} */ ({ relative: false, signed: false });
  assert.deepEqual([2, 9, -1, NaN].map((value) => placeOf(share, 4, value)), [0.5, 1, 0, 0]);
  assert.equal(valueAt(share, 4, 0.5), 2);
});

test("text in any person's hue is readable on the surface", () => {
  assert.ok(Math.abs(contrast([0, 0, 0], [255, 255, 255]) - 21) < 1e-9);
  for (const look of [LIGHT, DARK]) {
    const [surface, text] = [hex(look.surface), hex(look.text)];
    for (const { M } of coloursOf(look).persons) assert.ok(contrast(readable(M, surface, text), surface) >= 4.5);
    // What leads for certain lies under text, `CERTAIN` of it; and text of less weight is 0.7 of full.
    for (const colour of [...coloursOf(look).classes, coloursOf(look).support]) assert.ok(contrast(text, mix(surface, colour, 0.55)) >= 4.5);
    assert.ok(contrast(mix(hex(look.background), text, 0.7), surface) >= 4.5);
  }
});

test("the two sides of a body have a turn of its hue", () => {
  const { persons } = coloursOf(LIGHT);
  const theme = /** @type {any} */ ({ persons });
  assert.deepEqual(jointColour(theme, 0, "L"), persons[0].L);
  assert.deepEqual(jointColour(theme, 8, "M"), persons[0].M);
  assert.notDeepEqual(persons[0].L, persons[0].R);
  assert.equal(personLetter(1), "B");
});

test("colours as a browser says them", () => {
  assert.deepEqual(parseColour("rgb(1, 2, 3)", [9, 9, 9]), [1, 2, 3]);
  assert.deepEqual(parseColour("rgba(1, 2, 3, 0.5)", [9, 9, 9]), [1, 2, 3]);
  assert.deepEqual(parseColour("rgba(0, 0, 0, 0)", [9, 9, 9]), [9, 9, 9]);
  assert.deepEqual(parseColour("color(display-p3 1 0 0)", [9, 9, 9]), [9, 9, 9]);
  assert.deepEqual(hex("#0a10ff"), [10, 16, 255]);
  assert.equal(css([1, 2, 3], 0.5), "rgba(1, 2, 3, 0.5)");
  assert.deepEqual(mix([0, 0, 0], [100, 200, 50], 0.5), [50, 100, 25]);
  assert.deepEqual([oklch(0, 0, 0), oklch(1, 0, 0)], [[0, 0, 0], [255, 255, 255]]);
  const rgb = /** @type {[number, number, number]} */ ([1, 2, 3]);
  assert.equal(faded(rgb, 0.5), faded(rgb, 0.5001));
});
