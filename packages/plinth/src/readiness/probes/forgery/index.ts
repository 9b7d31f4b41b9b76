import type { Probe } from "../../probe.ts";
import { crossOriginReads } from "./cross-origin-reads.ts";
import { crossSiteSignIn } from "./cross-site-sign-in.ts";
import { csrfToken } from "./csrf-token.ts";
import { csrfTokenOfAnother } from "./csrf-token-of-another.ts";
import { foreignOriginWrites } from "./foreign-origin-writes.ts";

/** Probes about forgery. */
export const forgeryProbes: readonly Probe[] = [
  crossOriginReads,
  crossSiteSignIn,
  csrfTokenOfAnother,
  csrfToken,
  foreignOriginWrites,
];
