// What the player measures of the clips of a payload that comes by standard input, as JSON.

import { readFileSync } from "node:fs";

import { readPayload } from "../../../sta_lstm/player/assets/core/payload.js";

const { clips } = readPayload(JSON.parse(readFileSync(0, "utf8")));
process.stdout.write(JSON.stringify(clips.map(({ geometry: { grounds, size, centre, frontYaw } }) => ({ grounds, size, centre, frontYaw }))));
