import type { Probe } from "../../probe.ts";
import { keyLimits } from "./key-limits.ts";
import { keyScopes } from "./key-scopes.ts";
import { keysShownOnce } from "./keys-shown-once.ts";
import { replayedRequests } from "./replayed-requests.ts";
import { revokedKeys } from "./revoked-keys.ts";
import { unsignedRequests } from "./unsigned-requests.ts";

/** Probes about API keys and signed requests. */
export const apiKeysProbes: readonly Probe[] = [
  keyLimits,
  keyScopes,
  keysShownOnce,
  replayedRequests,
  revokedKeys,
  unsignedRequests,
];
