import { systemTimer } from "#core";
import { accounts } from "#modules/accounts";
import { defineModule, type ModuleDeps, type PersonalData } from "#modules/contract";
import { sessions } from "#modules/sessions";
import { repeat } from "#services/background";
import { dayText } from "./cohorts.ts";
import { engagementMigrations } from "./migrations/index.ts";
import { createEngagementRepository, type EngagementRepository } from "./repository.ts";
import { engagementRoutes } from "./routes.ts";
import { createEngagement, type Engagement, type EngagementFigures } from "./service.ts";

/** How often active days are written, and the figures read. */
const SWEEP_MS = 60_000;
/** The figures read weeks of activity: they are made anew once in so many sweeps. */
const SWEEPS_A_FIGURE = 60;

/** What the module keeps. */
export interface EngagementService extends Engagement {
  readonly personalData: readonly PersonalData[];
  readonly start: () => void;
  readonly stop: () => Promise<void>;
}

const personalData = (repository: EngagementRepository): readonly PersonalData[] => [
  {
    table: "active_days",
    subject: "account_id",
    erase: repository.erase,
    export: async (accountId) =>
      (await repository.daysOf(accountId)).map((day) => ({ day: dayText(day) })),
  },
];

/** Adds the series of who uses the service; every node tells the same. */
const gaugesOf = (metrics: ModuleDeps<Record<never, never>>["metrics"]) => {
  const scope = "shared" as const;
  const active = metrics.gauge({
    name: "accounts_active",
    help: "Accounts that were active today, in seven days, in thirty.",
    labels: ["window"],
    scope,
  });
  const back = metrics.gauge({
    name: "accounts_retained_ratio",
    help: "Share of those who signed up in a week that were active again so many weeks later.",
    labels: ["after"],
    scope,
  });
  return ({ active: seen, retained }: EngagementFigures): void => {
    active.child({ window: "1d" }).set(seen.day);
    active.child({ window: "7d" }).set(seen.week);
    active.child({ window: "30d" }).set(seen.month);
    back.child({ after: "1w" }).set(retained.oneWeek ?? Number.NaN);
    back.child({ after: "4w" }).set(retained.fourWeeks ?? Number.NaN);
  };
};

/**
 * How many accounts use the service by day, week and month, and how many of those who signed up come
 * back (OBS-06). Active is who was signed in and asked for something, or signed in.
 */
export const engagement = defineModule({
  name: "engagement",
  requires: { accounts, sessions },
  migrations: engagementMigrations,
  data: [
    {
      table: "active_days",
      columns: { account_id: "reference", day: "personal" },
      retention: "analytics",
      purpose: "Counting how many people use the service and come back",
      basis: "legitimate-interest",
    },
  ],
  setup: ({ clock, config, events, log, metrics, store }): EngagementService => {
    const repository = createEngagementRepository(store);
    const service = createEngagement({
      repository,
      events,
      clock,
      keptDays: config.retention.analytics,
    });
    const show = gaugesOf(metrics);
    const lines = log.child("engagement");
    let sweeps = 0;
    const work = async (): Promise<void> => {
      try {
        await service.sweep();
        if (sweeps % SWEEPS_A_FIGURE === 0) show(await service.figures());
        sweeps += 1;
      } catch (error) {
        lines.warn("active days could not be written", { error });
      }
    };
    let stop: () => Promise<void> = () => Promise.resolve();
    return {
      ...service,
      personalData: personalData(repository),
      start: () => {
        stop = repeat(systemTimer, SWEEP_MS, work);
      },
      stop: async () => {
        service.close();
        await stop();
      },
    };
  },
  start: async (service) => service.start(),
  routes: (service) => engagementRoutes(service),
  personalData: (service) => service.personalData,
  close: (service) => service.stop(),
});
