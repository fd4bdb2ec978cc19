// What a PNG says of itself: a chunk of text behind its header.

/** Bytes of the signature and of the header's chunk, behind which a text may stand. */
const HEAD = 8 + 25;
const POLYNOMIAL = 0xedb88320;

/**
 * The same picture with an international text (iTXt) in it.
 * @param {Uint8Array} png
 * @param {string} keyword Latin letters
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function withText(png, keyword, text) {
  // Behind the keyword: not compressed (two bytes), no language and no translation of the keyword.
  const data = new TextEncoder().encode(`iTXt${keyword}\0\0\0\0\0${text}`);
  const chunk = new Uint8Array(data.length + 8);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, data.length - 4);
  chunk.set(data, 4);
  view.setUint32(data.length + 4, crc32(data));
  const made = new Uint8Array(png.length + chunk.length);
  made.set(png.subarray(0, HEAD));
  made.set(chunk, HEAD);
  made.set(png.subarray(HEAD), HEAD + chunk.length);
  return made;
}

/** @param {Uint8Array} bytes */
export function crc32(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? POLYNOMIAL : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}
