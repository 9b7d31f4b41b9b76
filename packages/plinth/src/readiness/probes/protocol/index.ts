import type { Probe } from "../../probe.ts";
import { headRequests } from "./head-requests.ts";
import { openRedirects } from "./open-redirects.ts";
import { optionsRequests } from "./options-requests.ts";
import { pathTraversal } from "./path-traversal.ts";
import { traceRequests } from "./trace-requests.ts";

/** Probes about protocol. */
export const protocolProbes: readonly Probe[] = [
  headRequests,
  openRedirects,
  optionsRequests,
  pathTraversal,
  traceRequests,
];
