// What a PNG says of itself.

import assert from "node:assert/strict";
import { test } from "node:test";

import { crc32, withText } from "../../../sta_lstm/player/assets/controls/png.js";

test("a checksum is that of the standard", () => {
  assert.equal(crc32(new TextEncoder().encode("123456789")), 0xcbf43926);
  assert.equal(crc32(new Uint8Array()), 0);
});

test("a text stands behind the header, and the rest is as it was", () => {
  const png = Uint8Array.from({ length: 60 }, (_, i) => i);
  const made = withText(png, "Description", "α · 1a2b");
  const data = new TextEncoder().encode("iTXtDescription\0\0\0\0\0α · 1a2b");
  assert.deepEqual(made.subarray(0, 33), png.subarray(0, 33));
  assert.deepEqual(made.subarray(33 + 8 + data.length), png.subarray(33));
  assert.equal(new DataView(made.buffer).getUint32(33), data.length - 4);
  assert.deepEqual(made.subarray(37, 37 + data.length), data);
  assert.equal(new DataView(made.buffer).getUint32(37 + data.length), crc32(data));
});
