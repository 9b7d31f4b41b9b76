import { type Clock, platformErrors, type Secret } from "#core";
import type { JobOverview } from "#services/jobs";
import type { MailCount, Mails, Suppression } from "#services/mail";
import { mailErrors } from "./errors.ts";
import type { Bounces, Summary, SuppressionAnswer } from "./schema.ts";
import { areBouncesSigned } from "./signature.ts";

/** Suppressions of one page. */
const PAGE = 50;
const DAY_MS = 86_400_000;
/** How far back counts are shown. */
const SHOWN_DAYS = 30;
/** How long they are kept. */
const KEPT_DAYS = 400;
const SEND_MAIL = "send-mail";
const NO_BYTES = new Uint8Array();

const answerOf = ({ id, domain, reason, detail, at }: Suppression): SuppressionAnswer => ({
  id,
  domain,
  reason,
  detail: detail ?? null,
  at: new Date(at).toISOString(),
});

const kindsOf = (counts: readonly MailCount[]): Summary["kinds"] => {
  const names = [...new Set(counts.map(({ kind }) => kind))];
  return names.map((name) => {
    const of = (outcome: MailCount["outcome"]): number =>
      counts.find((one) => one.kind === name && one.outcome === outcome)?.count ?? 0;
    return {
      name,
      sent: of("sent"),
      failed: of("failed"),
      suppressed: of("suppressed"),
      limited: of("limited"),
      expired: of("expired"),
    };
  });
};

/** What the service is built from. */
export interface MailControlParts {
  readonly mail: Pick<Mails, "kind" | "overview">;
  readonly jobs: Pick<JobOverview, "counts">;
  readonly clock: Clock;
  /** Undefined where no bounces are taken. */
  readonly bounceSecret: Secret | undefined;
}

/** Builds the service: what people see of mail, and what comes back. */
export const createMailControl = ({ mail, jobs, clock, bounceSecret }: MailControlParts) => {
  const { overview } = mail;
  return {
    summary: async (): Promise<Summary> => {
      const [queue, counts, suppressed] = await Promise.all([
        jobs.counts(),
        overview.counts(clock.now() - SHOWN_DAYS * DAY_MS),
        overview.suppressed(),
      ]);
      const of = (state: "ready" | "running" | "dead"): number =>
        queue.find((one) => one.name === SEND_MAIL && one.state === state)?.count ?? 0;
      return {
        transport: mail.kind,
        queue: { waiting: of("ready"), running: of("running"), failed: of("dead") },
        days: SHOWN_DAYS,
        kinds: kindsOf(counts),
        suppressed,
        takesBounces: bounceSecret !== undefined,
      };
    },
    suppressions: async (before: string | undefined) => {
      const suppressions = (await overview.suppressions(PAGE, before)).map(answerOf);
      const next = suppressions.length === PAGE ? (suppressions.at(-1)?.id ?? null) : null;
      return { suppressions, next };
    },
    find: async (address: string) => {
      const found = await overview.find(address);
      return { suppression: found === undefined ? null : answerOf(found) };
    },
    /** Lets an address have mail again. @throws {AppError} NOT_FOUND */
    lift: async (id: string): Promise<void> => {
      if (!(await overview.lift(id))) throw platformErrors.make.NOT_FOUND();
    },
    /** @throws {AppError} BOUNCE_REFUSED unless the bytes are signed with the secret, and lately. */
    requireSigned: (header: string | undefined, body: Uint8Array = NO_BYTES): void => {
      const now = clock.now();
      const isSigned =
        bounceSecret !== undefined && areBouncesSigned({ secret: bounceSecret, header, body, now });
      if (!isSigned) throw mailErrors.make.BOUNCE_REFUSED();
    },
    /** Sends no more to addresses that take nothing, or want nothing; how many they are. */
    takeBounces: async ({ events }: Bounces): Promise<number> => {
      let suppressed = 0;
      for (const { address, type, permanent = true, detail } of events) {
        // A mailbox that is full today may take mail tomorrow.
        if (type === "bounce" && !permanent) continue;
        const reason = type === "bounce" ? "bounced" : "complained";
        if (await overview.suppress(address, reason, detail)) suppressed += 1;
      }
      return suppressed;
    },
    tidy: (): Promise<void> => overview.forget(clock.now() - KEPT_DAYS * DAY_MS),
  };
};

/** See {@link createMailControl}. */
export type MailControl = ReturnType<typeof createMailControl>;
