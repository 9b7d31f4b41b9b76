import type { Probe } from "../../probe.ts";
import { jobsTold } from "./jobs-told.ts";

/** Probes about background jobs. */
export const jobsProbes: readonly Probe[] = [jobsTold];
