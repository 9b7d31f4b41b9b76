import { BootError, systemTimer } from "#core";
import { accounts } from "#modules/accounts";
import { defineModule, type PersonalData, type Platform } from "#modules/contract";
import { type QuotaCall, type QuotaKeeper, strictObject } from "#policy";
import { createBackground, repeat } from "#services/background";
import { defineJob, defineSchedule, handleJob } from "#services/jobs";
import { quotaErrors } from "./errors.ts";
import { createKeeping } from "./keeping.ts";
import { quotaMail } from "./mails.ts";
import { type Meter, parseAllowance, withSettings } from "./meters.ts";
import { quotaMigrations } from "./migrations/index.ts";
import { quotaPersonalData } from "./personal-data.ts";
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
  /** Resolves when mails and other work in the background are done. */
  readonly settle: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const createMeters = (settings: Readonly<Record<string, Readonly<Record<string, string>>>>) => {
  const meters = new Map<string, Meter>();
  /** What tiers say of meters, by meter: a tier may be declared before its meters are. */
  const ofTiers = new Map<string, Readonly<Record<string, string>>>();
  const settle = (meter: Meter): void => {
    const own = Object.hasOwn(settings, meter.name) ? settings[meter.name] : undefined;
    const tiers = { ...ofTiers.get(meter.name), ...own };
    meters.set(meter.name, withSettings(meter, tiers));
  };
  return {
    all: (): readonly Meter[] => [...meters.values()],
    find: (name: string): Meter | undefined => meters.get(name),
    require: (name: string): Meter => {
      const meter = meters.get(name);
      if (meter === undefined) throw new TypeError(`no module declares the meter ${name}`);
      return meter;
    },
    declare: (meter: Meter): void => {
      if (meters.has(meter.name)) throw new BootError([`two meters are called ${meter.name}`]);
      settle(meter);
    },
    declareTier: (tier: string, quotas: Readonly<Record<string, string>>): void => {
      for (const [name, text] of Object.entries(quotas)) {
        parseAllowance(text);
        ofTiers.set(name, { ...ofTiers.get(name), [tier]: text });
        const known = meters.get(name);
        if (known !== undefined) settle(known);
      }
    },
    /** Meters that somebody speaks of and nobody declares: a typing error would leave all as it was. */
    unknown: (): readonly string[] =>
      [...new Set([...Object.keys(settings), ...ofTiers.keys()])].filter(
        (name) => !meters.has(name),
      ),
  };
};

const createCounters = (metrics: Platform["metrics"]) => {
  const count = (name: string, help: string) => metrics.counter({ name, help }).child();
  return {
    refused: count("quota_refusals_total", "Calls refused because a quota was used up"),
    warned: count("quota_warnings_total", "Lines of quotas that were crossed"),
    uncounted: count("quota_faults_total", "Uses that could not be counted or ended"),
    returned: count("quota_expirations_total", "Reservations nobody ended, given back"),
  };
};

/** Meters, what is left of them, and who used what (QB-01, QB-02). */
export const quotas = defineModule({
  name: "quotas",
  requires: { accounts },
  migrations: quotaMigrations,
  errors: quotaErrors,
  setup: (deps): QuotasService => {
    const { application, clock, config, events, mail, metrics, modules, newId, store } = deps;
    const log = deps.log.child("quotas");
    const repository = createQuotaRepository(store);
    const background = createBackground({ log });
    const meters = createMeters(config.quotas.tiers);
    const usageOf = createUsage({ repository, clock, meters: meters.all });
    const charged = new WeakMap<object, number>();
    const stops: (() => Promise<void>)[] = [];
    const { refused, warned, uncounted, returned } = createCounters(metrics);

    const sendMail = (accountId: string, warning: QuotaWarning): void => {
      background.run("mail about a quota", async () => {
        const account = await modules.accounts.find(accountId);
        if (account === undefined) return;
        const context = { application: application.name, publicUrl: application.publicUrl() };
        await mail.send({ to: account.email, accountId, ...quotaMail(context, warning) });
      });
    };
    const announce = (
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
    const keeping = createKeeping({
      repository,
      clock,
      newId,
      meter: meters.require,
      onRefused: (call, period) => {
        refused.inc();
        announce(call, "quota.exceeded", { period });
      },
      onWarning: (call, warning) => {
        warned.inc();
        announce(call, "quota.warned", { period: warning.period, share: warning.share });
        // What all use together is nobody's own.
        if (call.userId !== undefined && call.quota.on !== "application") {
          sendMail(call.userId, warning);
        }
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
      settle: background.drain,
      close: async () => {
        await Promise.all(stops.map((stop) => stop()));
        await background.drain();
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
