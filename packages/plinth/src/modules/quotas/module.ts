import { BootError, systemTimer } from "#core";
import { type AlsoWrite, accounts } from "#modules/accounts";
import { defineModule, type PersonalData, type Platform } from "#modules/contract";
import { type QuotaCall, type QuotaKeeper, strictObject } from "#policy";
import { repeat } from "#services/background";
import { defineJob, defineSchedule, handleJob } from "#services/jobs";
import { createMailContexts } from "#services/mail";
import { quotaErrors } from "./errors.ts";
import { createKeeping } from "./keeping.ts";
import { quotaMail } from "./mails.ts";
import type { Meter } from "./meters.ts";
import { quotaData } from "./migrations/data.ts";
import { quotaMigrations } from "./migrations/index.ts";
import type { PaidPeriod } from "./periods.ts";
import { quotaPersonalData } from "./personal-data.ts";
import { createMeters, createPayments } from "./registry.ts";
import { createQuotaRepository } from "./repository.ts";
import { quotaRoutes } from "./routes.ts";
import { type AccountUsage, createAccountUsage, createUsage, type MeterUsage } from "./usage.ts";
import type { QuotaWarning } from "./warnings.ts";

/** How often reservations that nobody ended are looked for. */
const EXPIRE_MS = 30_000;
/** How long days are kept: thirteen months, so that a month has last year's beside it. */
const KEPT_MS = 400 * 86_400_000;

const tidyQuotas = defineJob({ name: "tidy-quotas", payload: strictObject({}) });

/** What other modules get when they require quotas. */
export interface QuotasService {
  /**
   * Declares a meter; call it from `setup`.
   * @throws {BootError} when another module has one of this name, or the settings of its tiers are
   * wrong.
   */
  readonly declare: (meter: Meter) => void;
  /**
   * Says what a tier has of meters, as text by their names; call it from `setup`. It goes before what
   * the meters say themselves, and the settings go before it.
   * @throws {RangeError} when a text is no quota.
   */
  readonly declareTier: (tier: string, quotas: Readonly<Record<string, string>>) => void;
  /**
   * Says how to find what an account pays for, for limits such as "100/period"; call it from `setup`.
   * @throws {BootError} the second time.
   */
  readonly followPayments: (of: (accountId: string) => Promise<PaidPeriod | undefined>) => void;
  /**
   * Says what the work of a request truly used, in whole units, before its code returns. Without a
   * word it is what was reserved.
   */
  readonly charge: (request: object, used: number) => void;
  readonly usageOf: (accountId: string, tier: string) => Promise<readonly MeterUsage[]>;
  /** Of any account, by the tier that it has; undefined where there is no such account. */
  readonly usageOfAccount: (accountId: string) => Promise<AccountUsage | undefined>;
  readonly keeper: QuotaKeeper;
  readonly personalData: readonly PersonalData[];
  /** Gives back what nobody settled in time; tells how many reservations. */
  readonly expire: () => Promise<number>;
  readonly begin: () => Promise<void>;
  /** Removes days that are kept no longer. */
  readonly tidy: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const createCounters = (metrics: Platform["metrics"]) => {
  const count = (name: string, help: string) => metrics.counter({ name, help }).child();
  return {
    refused: count("quota_refusals_total", "Calls refused because a quota was used up"),
    warned: count("quota_warnings_total", "Lines of quotas that were crossed"),
    uncounted: count("quota_faults_total", "Uses that could not be counted or ended"),
    returned: count("quota_expirations_total", "Reservations nobody ended, given back"),
  };
};

const createAnnouncer =
  (events: Platform["events"]) =>
  (
    call: QuotaCall,
    name: "quota.exceeded" | "quota.warned",
    data: Readonly<Record<string, string | number>>,
  ): void =>
    events.emit("security", {
      name,
      severity: name === "quota.warned" ? "info" : "warning",
      requestId: call.requestId,
      clientAddress: call.clientAddress,
      ...(call.userId === undefined ? {} : { subject: call.userId }),
      data: { route: call.route, meter: call.quota.meter, ...data },
    });

/** Meters, what is left of them, and who used what (QB-01, QB-02). */
export const quotas = defineModule({
  name: "quotas",
  requires: { accounts },
  migrations: quotaMigrations,
  data: quotaData,
  errors: quotaErrors,
  setup: (deps): QuotasService => {
    const { clock, config, events, mail, metrics, modules, newId, store } = deps;
    const log = deps.log.child("quotas");
    const repository = createQuotaRepository(store);
    const meters = createMeters(config.quotas.tiers);
    const payments = createPayments();
    const usageOf = createUsage({
      repository,
      clock,
      meters: meters.all,
      paidPeriodOf: payments.periodOf,
    });
    const mailContext = createMailContexts(deps);
    const charged = new WeakMap<object, number>();
    const stops: (() => Promise<void>)[] = [];
    const { refused, warned, uncounted, returned } = createCounters(metrics);

    const telling = async (
      { userId, quota, requestId }: QuotaCall,
      warning: QuotaWarning,
    ): Promise<AlsoWrite | undefined> => {
      // What all use together is nobody's own.
      if (userId === undefined || quota.on === "application") return undefined;
      const account = await modules.accounts.find(userId);
      if (account === undefined) return undefined;
      const text = quotaMail(mailContext(account.language), warning);
      const about = { to: account.email, accountId: userId, origin: { requestId } };
      return (tx) => mail.send({ ...about, ...text }, tx);
    };
    const announce = createAnnouncer(events);
    const keeping = createKeeping({
      repository,
      clock,
      newId,
      meter: meters.require,
      paidPeriodOf: payments.periodOf,
      telling,
      onRefused: (call, period) => {
        refused.inc();
        announce(call, "quota.exceeded", { period });
      },
      onWarning: (call, warning) => {
        warned.inc();
        announce(call, "quota.warned", { period: warning.period, share: warning.share });
      },
      onFault: (what, error) => {
        uncounted.inc();
        log.warn("a quota could not be counted", { what, error });
      },
    });
    const expire = async (): Promise<number> => {
      const given = await keeping.expire();
      if (given > 0) returned.inc(given);
      return given;
    };
    const quietly = (what: string, work: () => Promise<unknown>) => async (): Promise<void> => {
      await work().catch((error: unknown) => log.warn(what, { error }));
    };
    return {
      declare: meters.declare,
      declareTier: meters.declareTier,
      followPayments: payments.follow,
      charge: (request, used) => {
        if (!(Number.isSafeInteger(used) && used >= 0)) {
          throw new RangeError("what a call used is a whole number from 0 on");
        }
        charged.set(request, used);
      },
      usageOf,
      usageOfAccount: createAccountUsage(modules.accounts, usageOf),
      keeper: {
        faults: ({ meter }) =>
          meters.find(meter) === undefined ? [`no module declares the meter ${meter}`] : [],
        reserve: keeping.reserve,
        chargedFor: (request) => charged.get(request),
      },
      personalData: quotaPersonalData(repository),
      expire,
      begin: async () => {
        const unknown = meters.unknown();
        if (unknown.length > 0) {
          throw new BootError([
            `QUOTA_TIERS or the tiers of billing name meters that nobody declares: ${unknown.join(", ")}`,
          ]);
        }
        if (meters.all().length === 0) return;
        stops.push(
          repeat(systemTimer, EXPIRE_MS, quietly("reservations could not be given back", expire)),
        );
      },
      tidy: () => repository.forget(clock.now() - KEPT_MS),
      close: async () => {
        await Promise.all(stops.map((stop) => stop()));
      },
    };
  },
  start: (service) => service.begin(),
  routes: (service) => quotaRoutes(service),
  quotaKeeper: (service) => service.keeper,
  personalData: (service) => service.personalData,
  jobs: (service) => [handleJob(tidyQuotas, () => service.tidy())],
  schedules: [
    defineSchedule({ name: "tidy-quotas", cron: "23 * * * *", job: tidyQuotas, payload: {} }),
  ],
  close: (service) => service.close(),
});
