import { systemTimer } from "#core";
import { accounts } from "#modules/accounts";
import { defineModule, type PersonalData } from "#modules/contract";
import { repeat } from "#services/background";
import { costMigrations } from "./migrations/index.ts";
import { costPersonalData } from "./personal-data.ts";
import { createCostRepository } from "./repository.ts";
import { costRoutes } from "./routes.ts";
import { type Costs, createCosts } from "./service.ts";

const TIDY_MS = 3_600_000;
/** As long as days of quotas are kept: thirteen months. */
const KEPT_MS = 400 * 86_400_000;

/** What other modules get when they require costs. */
export interface CostsService extends Costs {
  readonly personalData: readonly PersonalData[];
  readonly begin: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What calls of paid services cost, by account and endpoint (QB-03). */
export const costs = defineModule({
  name: "costs",
  requires: { accounts },
  migrations: costMigrations,
  setup: ({ clock, log, newId, store }): CostsService => {
    const repository = createCostRepository(store);
    const stops: (() => Promise<void>)[] = [];
    const tidy = async (): Promise<void> => {
      await repository.forget(clock.now() - KEPT_MS).catch((error: unknown) => {
        log.child("costs").warn("old costs could not be removed", { error });
      });
    };
    return {
      ...createCosts({ repository, clock, newId }),
      personalData: costPersonalData(repository),
      begin: async () => {
        stops.push(repeat(systemTimer, TIDY_MS, tidy));
      },
      close: async () => {
        await Promise.all(stops.map((stop) => stop()));
      },
    };
  },
  start: (service) => service.begin(),
  routes: (service) => costRoutes(service),
  personalData: (service) => service.personalData,
  close: (service) => service.close(),
});
