import type { Clock } from "#core";
import type { Keyring } from "#crypto";
import { defineJob, type HandledJob, handleJob, type JobQueue } from "#services/jobs";
import type { Store } from "#store";
import type { Logger, Metrics } from "#telemetry";
import { normaliseAddress } from "../address.ts";
import type { Mailer } from "../mail.ts";
import { requireSafe } from "../safe.ts";
import { SMTP_CONNECTIONS } from "../smtp.ts";
import type { MailOutcome, MailOverview, Mails, Suppression } from "./contract.ts";
import { createDelivery, detailOf, domainOf, LetterSchema } from "./delivery.ts";
import {
  type AddressDigests,
  createMailRepository,
  type MailRepository,
  type SuppressionRow,
} from "./repository.ts";

/** What the mail of an application is built from. */
export interface MailsParts {
  readonly mailer: Mailer;
  readonly jobs: JobQueue;
  readonly store: Store;
  readonly clock: Clock;
  readonly keyring: Keyring;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly config: {
    /** The sender, for the host in the names of mails. */
    readonly from: string;
    /** For one mail. */
    readonly timeoutMs: number;
  };
}

const PURPOSE = "mail-address";
/** Beyond the time of the mail server: the reads and writes around it. */
const MARGIN_MS = 10_000;
/** Half a minute, then twice as long each time, up to an hour: about six hours in all. */
const RETRIES = { retries: 12, firstPauseMs: 30_000, longestPauseMs: 3_600_000 } as const;

const viewOf = (row: SuppressionRow): Suppression => ({
  id: row.address_hash,
  domain: row.domain,
  reason: row.reason,
  detail: row.detail ?? undefined,
  at: row.created_at,
});

const createOverview = (
  repository: MailRepository,
  clock: Clock,
  digestsOf: (address: string) => AddressDigests,
): MailOverview => ({
  counts: repository.counts,
  suppressed: repository.countSuppressions,
  suppressions: async (limit, before) => (await repository.list(limit, before)).map(viewOf),
  find: async (text) => {
    const address = normaliseAddress(text);
    const row = address && (await repository.findSuppression(digestsOf(address)));
    return row ? viewOf(row) : undefined;
  },
  suppress: async (text, reason, detail) => {
    const address = normaliseAddress(text);
    if (address === undefined) return false;
    await repository.suppress(digestsOf(address), {
      domain: domainOf(address),
      reason,
      detail: detail === undefined ? null : detailOf(detail),
      created_at: clock.now(),
    });
    return true;
  },
  lift: repository.lift,
  forget: repository.forgetCounts,
});

const createCounter = (metrics: Metrics) => {
  const mails = metrics.counter({
    name: "mails_total",
    help: "Mails by kind and what became of them; delayed ones are tried again",
    labels: ["kind", "outcome"],
  });
  return (kind: string, outcome: MailOutcome): void => mails.child({ kind, outcome }).inc();
};

/**
 * Builds the mail of an application: mails are jobs, sealed while they wait. `handled` is to be
 * declared to the queue.
 */
export const createMails = (
  parts: MailsParts,
): { readonly mails: Mails; readonly handled: HandledJob } => {
  const { mailer, jobs, store, clock, keyring, log, config } = parts;
  const repository = createMailRepository(store);
  const hashOf = (address: string): string => keyring.hmac(PURPOSE, address);
  const digestsOf = (address: string): AddressDigests => ({
    present: hashOf(address),
    keyId: keyring.keyId(PURPOSE),
    all: keyring.hmacs(PURPOSE, address),
  });
  const host = domainOf(config.from).replace(/[^A-Za-z0-9.-]/g, "") || "localhost";
  const job = defineJob({
    name: "send-mail",
    payload: LetterSchema,
    isSecret: true,
    ...RETRIES,
    timeoutMs: config.timeoutMs + MARGIN_MS,
    // More would wait for a connection, and their time would run meanwhile.
    concurrency: SMTP_CONNECTIONS,
  });
  const onOutcome = createCounter(parts.metrics);
  const deliver = createDelivery({
    repository,
    mailer,
    clock,
    log,
    digestsOf,
    messageIdOf: (id) => `<${id}@${host}>`,
    onOutcome,
  });
  return {
    handled: handleJob(job, deliver),
    mails: {
      kind: mailer.kind,
      recent: mailer.recent,
      formerDigests: async () => [
        {
          what: "addresses without mail",
          count: await repository.countOfOtherKeys(keyring.keyId(PURPOSE)),
        },
      ],
      overview: createOverview(repository, clock, digestsOf),
      hasRoom: async (to, kind) => {
        const known = await repository.countAdmitted({ addressHash: hashOf(to), kind });
        if (known < kind.most) return true;
        await repository.count(kind.name, "limited");
        onOutcome(kind.name, "limited");
        return false;
      },
      forget: async (address) => {
        await repository.forgetAdmissions(digestsOf(address).all);
        await mailer.forget?.(address);
      },
      send: async (mail, tx) => {
        requireSafe(mail);
        const { to, replyTo, subject, text, language = "en", kind, accountId, origin } = mail;
        const { name, most, withinMs, usefulMs } = kind;
        const usefulUntil = clock.now() + usefulMs;
        await jobs.enqueue(
          job,
          {
            ...{ to, subject, text, kind: name, most, withinMs, usefulUntil },
            ...(replyTo === undefined ? {} : { replyTo }),
            ...(language === "en" ? {} : { language }),
          },
          {
            ...(accountId === undefined ? {} : { subject: accountId }),
            ...(origin === undefined ? {} : { origin }),
          },
          tx,
        );
      },
    },
  };
};
