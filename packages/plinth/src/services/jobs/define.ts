import { Cron } from "croner";
import type { Sealer } from "#crypto";
import type { Static, TSchema } from "#vendor/typebox";
import { Compile, type Validator } from "#vendor/typebox-compile";
import {
  type HandledJob,
  HopelessJob,
  type Job,
  type JobContext,
  type JobSettings,
  type Schedule,
} from "./contract.ts";
import type { JobRow } from "./rows.ts";

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const MAX_NAME = 80;
const HOUR_MS = 3_600_000;
const MAX_PAYLOAD = 65_536;

const DEFAULTS: JobSettings = {
  retries: 5,
  firstPauseMs: 1_000,
  longestPauseMs: HOUR_MS,
  timeoutMs: 60_000,
  priority: 0,
  concurrency: 4,
  keepMs: HOUR_MS,
};

/** The least that each setting may be. */
const LEAST: JobSettings = {
  retries: 0,
  firstPauseMs: 1,
  longestPauseMs: 1,
  timeoutMs: 1,
  priority: -1_000,
  concurrency: 1,
  keepMs: 0,
};

const requireName = (kind: string, name: string): void => {
  if (name.length > MAX_NAME || !NAME.test(name)) {
    throw new RangeError(`${kind} ${JSON.stringify(name)} is not a kebab-case name`);
  }
};

/**
 * Declares a kind of job.
 * @throws {RangeError} for a name that is not kebab-case and for settings out of range.
 * @example
 * const sendReport = defineJob({ name: "send-report", payload: strictObject({ id: idText() }), retries: 8 });
 */
export const defineJob = <S extends TSchema>(
  declared: Pick<Job<S>, "name" | "payload"> & Partial<JobSettings & Pick<Job, "isSecret">>,
): Job<S> => {
  requireName("job", declared.name);
  const job: Job<S> = { ...DEFAULTS, isSecret: false, ...declared };
  for (const setting of Object.keys(LEAST) as (keyof JobSettings)[]) {
    if (!Number.isSafeInteger(job[setting]) || job[setting] < LEAST[setting]) {
      throw new RangeError(
        `job ${job.name}: ${setting} must be a whole number of at least ${LEAST[setting]}`,
      );
    }
  }
  return Object.freeze(job);
};

/** Says which code does a kind of job. */
export const handleJob = <S extends TSchema>(
  job: Job<S>,
  handle: (payload: Static<S>, context: JobContext) => Promise<unknown>,
): HandledJob => ({ job, handle: (payload, context) => handle(payload as Static<S>, context) });

/** The first tick after an instant; both in milliseconds since the epoch. Undefined: there is none. */
export const tickAfter = (
  { cron, timeZone }: Pick<Schedule, "cron" | "timeZone">,
  instant: number,
): number | undefined =>
  new Cron(cron, { timezone: timeZone }).nextRun(new Date(instant))?.getTime();

/**
 * Declares that a job is enqueued by the clock, once over all nodes. A tick is left out while the job
 * of the tick before it still waits or runs; of ticks that nobody was there for, one is made up for.
 * @throws {RangeError} for a name, a rule, a time zone or a payload that is not usable.
 */
export const defineSchedule = <S extends TSchema>(
  declared: Pick<Schedule, "name" | "cron"> & {
    readonly timeZone?: string;
    readonly job: Job<S>;
    readonly payload: Static<S>;
  },
): Schedule => {
  requireName("schedule", declared.name);
  const schedule: Schedule = { timeZone: "UTC", ...declared };
  let isUsable = false;
  try {
    isUsable = tickAfter(schedule, 0) !== undefined;
  } catch {
    // Told below, in words of ours.
  }
  if (!isUsable) {
    throw new RangeError(
      `schedule ${schedule.name}: "${schedule.cron}" in ${schedule.timeZone} never comes`,
    );
  }
  return Object.freeze(schedule);
};

/** Writes and reads payloads; each kind's schema is compiled at its first one, not at the start. */
export interface Payloads {
  /**
   * The payload as it is kept, sealed where the kind is secret.
   * @throws {TypeError} when it does not fit the schema or is longer than 64 KiB.
   */
  readonly textOf: (job: Job, id: string, payload: unknown) => string;
  /**
   * The payload of a row. One of an older version of the code may not fit; the handler decides.
   * @throws {HopelessJob} when it cannot be unsealed.
   */
  readonly read: (job: Job, row: Pick<JobRow, "id" | "payload">) => unknown;
}

/** Only in this row does it open: nobody who writes to the table can give it to another job. */
const contextFor = (job: Job, id: string): string => `job:${job.name}:${id}`;

/** Builds it; without a sealer there are no secret kinds. */
export const createPayloads = (sealer: Sealer | undefined): Payloads => {
  const compiled = new Map<Job, Validator>();
  const validatorOf = (job: Job): Validator => {
    const known = compiled.get(job) ?? Compile(job.payload);
    compiled.set(job, known);
    return known;
  };
  return {
    textOf: (job, id, payload) => {
      const validator = validatorOf(job);
      if (!validator.Check(payload)) {
        // Where it does not fit, never what was there.
        const path = validator.Errors(payload)[0]?.instancePath ?? "";
        throw new TypeError(`job ${job.name}: the payload does not fit at "${path}"`);
      }
      const text = JSON.stringify(payload);
      if (text.length > MAX_PAYLOAD) {
        throw new TypeError(
          `job ${job.name}: the payload is longer than ${MAX_PAYLOAD} characters`,
        );
      }
      if (!job.isSecret) return text;
      if (sealer === undefined) throw new TypeError(`job ${job.name}: nothing seals its payload`);
      return JSON.stringify({ sealed: sealer.seal(text, contextFor(job, id)) });
    },
    read: (job, { id, payload }) => {
      const kept: unknown = JSON.parse(payload);
      if (!job.isSecret) return kept;
      const { sealed } = (kept ?? {}) as { readonly sealed?: string };
      const text = sealed === undefined ? undefined : sealer?.open(sealed, contextFor(job, id));
      if (text === undefined) {
        throw new HopelessJob("its payload does not open; was SECRET_KEY changed since?");
      }
      return JSON.parse(text.toString("utf8"));
    },
  };
};
