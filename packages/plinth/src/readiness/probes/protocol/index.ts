import type { Probe } from "../../probe.ts";
import { fetchedAddresses } from "./fetched-addresses.ts";
import { headRequests } from "./head-requests.ts";
import { openRedirects } from "./open-redirects.ts";
import { optionsRequests } from "./options-requests.ts";
import { oversizedHeaders } from "./oversized-headers.ts";
import { pathTraversal } from "./path-traversal.ts";
import { requestSmuggling } from "./request-smuggling.ts";
import { slowHeaders } from "./slow-headers.ts";
import { traceRequests } from "./trace-requests.ts";

/** Probes about protocol. */
export const protocolProbes: readonly Probe[] = [
  fetchedAddresses,
  headRequests,
  openRedirects,
  optionsRequests,
  oversizedHeaders,
  pathTraversal,
  requestSmuggling,
  slowHeaders,
  traceRequests,
];
