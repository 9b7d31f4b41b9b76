import type { Figure } from "../figures.ts";
import type { Part } from "../run.ts";
import { measureCrowd } from "./crowd.ts";
import { measureMemory } from "./memory.ts";
import { measureStart } from "./start.ts";
import { measureSteady } from "./steady.ts";
import type { Subject } from "./subject.ts";
import { measureThroughput } from "./throughput.ts";

const WORK: Readonly<Record<Part, (subject: Subject) => Promise<readonly Figure[]>>> = {
  start: measureStart,
  throughput: measureThroughput,
  steady: measureSteady,
  crowd: measureCrowd,
  memory: measureMemory,
};

/** Measures one part. @throws {UsageError} where the endpoint cannot be asked. */
export const measurePart = (part: Part, subject: Subject): Promise<readonly Figure[]> =>
  WORK[part](subject);
