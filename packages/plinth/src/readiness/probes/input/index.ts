import type { Probe } from "../../probe.ts";
import { bodySize } from "./body-size.ts";
import { brokenBodies } from "./broken-bodies.ts";
import { jsonStructure } from "./json-structure.ts";
import { mediaTypes } from "./media-types.ts";
import { unknownMembers } from "./unknown-members.ts";

/** Probes about input. */
export const inputProbes: readonly Probe[] = [
  bodySize,
  brokenBodies,
  jsonStructure,
  mediaTypes,
  unknownMembers,
];
