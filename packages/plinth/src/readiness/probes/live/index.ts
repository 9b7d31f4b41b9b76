import type { Probe } from "../../probe.ts";
import { logsGuarded } from "./logs-guarded.ts";
import { streamsEnd } from "./streams-end.ts";
import { traceTold } from "./trace-told.ts";

/** Probes about the log, traces and streams of events. */
export const liveProbes: readonly Probe[] = [logsGuarded, streamsEnd, traceTold];
