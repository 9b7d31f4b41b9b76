import type { Probe } from "../../probe.ts";
import { bodySize } from "./body-size.ts";
import { brokenBodies } from "./broken-bodies.ts";
import { fuzzedOperations } from "./fuzzed-operations.ts";
import { jsonStructure } from "./json-structure.ts";
import { mediaTypes } from "./media-types.ts";
import { unknownMembers } from "./unknown-members.ts";

/** Probes about input. */
export const inputProbes: readonly Probe[] = [
  bodySize,
  brokenBodies,
  fuzzedOperations,
  jsonStructure,
  mediaTypes,
  unknownMembers,
];
