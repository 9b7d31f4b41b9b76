import { BootError, systemTimer } from "#core";
import { accounts } from "#modules/accounts";
import { defineModule } from "#modules/contract";
import { credits } from "#modules/credits";
import { idempotency } from "#modules/idempotency";
import { quotas } from "#modules/quotas";
import { createBackground, repeat } from "#services/background";
import { createMailContexts } from "#services/mail";
import { billingAdminRoutes } from "./api/admin-routes.ts";
import { billingRoutes } from "./api/routes.ts";
import type { BillingService } from "./contract.ts";
import { billingErrors } from "./errors.ts";
import { createInbox } from "./inbox/inbox.ts";
import { createLedger } from "./ledger/apply-repository.ts";
import { type BillingRepository, createBillingRepository } from "./ledger/repository.ts";
import { billingData } from "./migrations/data.ts";
import { billingMigrations } from "./migrations/index.ts";
import { billingPersonalData } from "./personal-data.ts";
import { connectProvider } from "./provider/connect.ts";
import { createFigures, createWebhookCounter } from "./revenue/figures.ts";
import { createBilling, currentOf } from "./service.ts";
import { createEngine } from "./sync/engine.ts";
import { reconcileJob, reconcileSchedule, removeCustomerJob } from "./sync/jobs.ts";
import { billingWork } from "./sync/work.ts";
import { isEntitled } from "./tiers/entitlement.ts";
import { findTier, type TierTable } from "./tiers/tiers.ts";

/** How often the figures of the metrics are read again. */
const FIGURES_MS = 60_000;

const createTable = () => {
  let table: TierTable | undefined;
  return {
    declare: (declared: TierTable): void => {
      if (table !== undefined) throw new BootError(["tiers are declared twice; keep one table"]);
      table = declared;
    },
    isDeclared: () => table !== undefined,
    require: (): TierTable => {
      if (table === undefined) throw new TypeError("no module declares tiers");
      return table;
    },
  };
};

/** What tiers have and until when, for the code that asks. */
const createAnswers = (
  tiers: () => TierTable,
  repository: Pick<BillingRepository, "subscriptionsOf">,
  now: () => number,
): Pick<BillingService, "hasFeature" | "requireFeature" | "periodOf" | "tierLimits"> => {
  const hasFeature: BillingService["hasFeature"] = (tier, feature) =>
    findTier(tiers(), tier)?.features.includes(feature) ?? false;
  return {
    hasFeature,
    requireFeature: ({ tier }, feature) => {
      if (!hasFeature(tier, feature)) throw billingErrors.make.TIER_TOO_LOW({ extra: { feature } });
    },
    periodOf: async (accountId) => {
      const row = currentOf(await repository.subscriptionsOf(accountId));
      const pastDueSince = row?.past_due_since ?? undefined;
      const standing = { status: row?.status ?? "", pastDueSince };
      if (row === undefined || !isEntitled(standing, now(), tiers().graceMs)) return undefined;
      return { start: row.period_start, end: row.period_end };
    },
    tierLimits: () =>
      Object.fromEntries(
        tiers().tiers.flatMap(({ id, limit }) => (limit === undefined ? [] : [[id, limit]])),
      ),
  };
};

/** Tiers, subscriptions and payments, through Stripe (QB-04, QB-05, QB-07). */
export const billing = defineModule({
  name: "billing",
  // Its routes that move money keep their answers under the caller's key.
  requires: { accounts, credits, idempotency, quotas },
  migrations: billingMigrations,
  data: billingData,
  errors: billingErrors,
  setup: (deps): BillingService => {
    const { application, clock, config, events, jobs, metrics, modules, newId, store } = deps;
    const log = deps.log.child("billing");
    const table = createTable();
    const tiers = table.require;
    const repository = createBillingRepository(store);
    const answers = createAnswers(tiers, repository, clock.now);
    modules.quotas.followPayments(answers.periodOf);
    const background = createBackground({ log });
    const provider = connectProvider(deps);
    const figures = createFigures({ repository, tiers, clock, metrics });
    const refreshFigures = (): Promise<void> =>
      figures.refresh().catch((error: unknown) => log.warn("figures could not be read", { error }));
    const { publicUrl } = application;
    const { sync, reconcile } = createEngine({
      deps: { ...deps, log },
      accounts: modules.accounts,
      credits: modules.credits,
      ledger: createLedger(store),
      provider,
      repository,
      background,
      tiers,
      mailContext: createMailContexts(deps),
      refreshFigures,
    });
    const emailOf = async (id: string) => (await modules.accounts.find(id))?.email;
    const shared = { provider, repository, sync, clock };
    const leave = async (accountId: string): Promise<void> => {
      const row = await repository.customerOf(accountId);
      if (row === undefined) return;
      if (provider !== undefined) await jobs.enqueue(removeCustomerJob, { customer: row.customer });
      const end = { id: newId(), at: clock.now(), to_tier: tiers().free.id };
      await repository.eraseCustomer(accountId, end);
    };
    const { webhookSecret: secret } = config.billing;
    const count = createWebhookCounter(metrics);
    const stops: (() => Promise<void>)[] = [];
    return {
      ...createBilling({ ...shared, tiers, emailOf, newId, events, publicUrl }),
      ...createInbox({ secret, clock, events, repository, sync, count }),
      ...answers,
      subscriptions: repository.subscriptions,
      payments: repository.payments,
      runs: repository.runs,
      declare: (declared) => {
        table.declare(declared);
        for (const tier of declared.tiers) modules.quotas.declareTier(tier.id, tier.quotas);
      },
      tiers,
      isOpen: provider !== undefined,
      figures: figures.read,
      reconcile,
      beginReconcile: async () => {
        if (provider === undefined) throw billingErrors.make.BILLING_CLOSED();
        await jobs.enqueue(reconcileJob, {}, { key: "by-hand" });
      },
      personalData: billingPersonalData(repository, leave),
      jobs: billingWork({ ...shared, reconcile }),
      begin: async () => {
        if (!table.isDeclared()) {
          throw new BootError(["billing has no tiers: call billing.declare from a setup"]);
        }
        await figures.refresh();
        stops.push(repeat(systemTimer, FIGURES_MS, refreshFigures));
      },
      settle: background.drain,
      close: async () => {
        await Promise.all(stops.map((stop) => stop()));
        await background.drain();
      },
    };
  },
  start: (service) => service.begin(),
  routes: (service) => [...billingRoutes(service), ...billingAdminRoutes(service)],
  jobs: (service) => service.jobs,
  schedules: [reconcileSchedule],
  tierLimits: (service) => service.tierLimits(),
  personalData: (service) => service.personalData,
  close: (service) => service.close(),
});
