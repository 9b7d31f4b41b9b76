import type { Config } from "#config";
import { type Clock, type IdGenerator, monotonicClock, type Random, systemTimer } from "#core";
import { createSealer, type Keyring } from "#crypto";
import type { Dependencies } from "#resilience";
import type { Broadcast } from "#services/broadcast";
import {
  createJobs,
  type HandledJob,
  type JobsSettings,
  jobMigrations,
  type RunnableJobs,
} from "#services/jobs";
import { createMailer, createMails, type Mails, mailMigrations } from "#services/mail";
import type { Languages } from "#services/texts";
import type { Migration, Store } from "#store";
import type { Logger, Metrics } from "#telemetry";

/** What the queue and the mail of an application are made from. */
export interface WorkParts {
  readonly config: Config;
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly newId: IdGenerator;
  readonly keyring: Keyring;
  readonly dependencies: Dependencies;
  readonly broadcast: Pick<Broadcast, "publish" | "subscribe">;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly languages: Languages;
  /** What is sent on of the trace under way. */
  readonly traceHeaders: () => Readonly<Record<string, string>>;
  readonly jobSettings: Partial<JobsSettings> | undefined;
}

/** Work that outlives requests and the process. */
export interface Work {
  readonly jobs: RunnableJobs;
  readonly mail: Mails;
  /** Jobs that are done whatever the modules: mails. */
  readonly ownJobs: readonly HandledJob[];
  /** Closes connections to the mail server. */
  readonly close: () => void;
}

/** The tables of it. */
export const workMigrations: readonly Migration[] = [...jobMigrations, ...mailMigrations];

/** Builds the queue of an application, and its mail on it. */
export const createWork = (parts: WorkParts): Work => {
  const { config, store, clock, random, newId, keyring, metrics, log } = parts;
  const mailer = createMailer({
    config,
    clock,
    dependencies: parts.dependencies,
    languages: parts.languages,
    log: log.child("mail"),
  });
  const jobs = createJobs({
    store,
    newId,
    monotonic: monotonicClock,
    startTimer: systemTimer,
    // Spreads retries of many nodes; nothing secret.
    jitter: Math.random,
    broadcast: parts.broadcast,
    metrics,
    log: log.child("jobs"),
    sealer: createSealer({ ...keyring.sealing("job-payloads"), random }),
    origin: () => {
      const { traceparent } = parts.traceHeaders();
      return traceparent === undefined ? {} : { traceparent };
    },
    ...(parts.jobSettings === undefined ? {} : { settings: parts.jobSettings }),
  });
  const { mails, handled } = createMails({
    mailer,
    jobs,
    // Its transactions wake the queue once they are committed.
    store: jobs.store,
    clock,
    keyring,
    metrics,
    log: log.child("mail"),
    config: config.mail,
  });
  return { jobs, mail: mails, ownJobs: [handled], close: () => mailer.close() };
};
