import { accounts } from "#modules/accounts";
import { defineModule, type PersonalData } from "#modules/contract";
import { strictObject } from "#policy";
import { defineJob, defineSchedule, handleJob } from "#services/jobs";
import { costData } from "./migrations/data.ts";
import { costMigrations } from "./migrations/index.ts";
import { costPersonalData } from "./personal-data.ts";
import { createCostRepository } from "./repository.ts";
import { costRoutes } from "./routes.ts";
import { type Costs, createCosts } from "./service.ts";

/** As long as days of quotas are kept: thirteen months. */
const KEPT_MS = 400 * 86_400_000;

const tidyCosts = defineJob({ name: "tidy-costs", payload: strictObject({}) });

/** What other modules get when they require costs. */
export interface CostsService extends Costs {
  readonly personalData: readonly PersonalData[];
  /** Removes what is kept no longer. */
  readonly tidy: () => Promise<void>;
}

/** What calls of paid services cost, by account and endpoint (QB-03). */
export const costs = defineModule({
  name: "costs",
  requires: { accounts },
  migrations: costMigrations,
  data: costData,
  setup: ({ clock, newId, store }): CostsService => {
    const repository = createCostRepository(store);
    return {
      ...createCosts({ repository, clock, newId }),
      personalData: costPersonalData(repository),
      tidy: () => repository.forget(clock.now() - KEPT_MS),
    };
  },
  routes: (service) => costRoutes(service),
  personalData: (service) => service.personalData,
  jobs: (service) => [handleJob(tidyCosts, () => service.tidy())],
  schedules: [
    defineSchedule({ name: "tidy-costs", cron: "13 * * * *", job: tidyCosts, payload: {} }),
  ],
});
