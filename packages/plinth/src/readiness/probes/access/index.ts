import type { Probe } from "../../probe.ts";
import { anonymousReads } from "./anonymous-reads.ts";
import { anonymousWrites } from "./anonymous-writes.ts";
import { foreignActivity } from "./foreign-activity.ts";
import { foreignSessions } from "./foreign-sessions.ts";
import { forgedCredentials } from "./forged-credentials.ts";
import { identityHeaders } from "./identity-headers.ts";
import { roles } from "./roles.ts";

/** Probes about access. */
export const accessProbes: readonly Probe[] = [
  anonymousReads,
  anonymousWrites,
  foreignActivity,
  foreignSessions,
  forgedCredentials,
  identityHeaders,
  roles,
];
