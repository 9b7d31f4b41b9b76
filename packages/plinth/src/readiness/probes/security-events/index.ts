import type { Probe } from "../../probe.ts";
import { eventsGuarded } from "./events-guarded.ts";
import { refusalsNoted } from "./refusals-noted.ts";

/** Probes about security events. */
export const securityEventsProbes: readonly Probe[] = [refusalsNoted, eventsGuarded];
