import { defineModule, idempotency, quotas } from "plinth";
import { solver } from "../solver/index.ts";
import { planErrors } from "./errors.ts";
import { PLANS_METER } from "./meter.ts";
import { plans0001 } from "./migrations/plans-0001.ts";
import { createPlanRepository } from "./repository.ts";
import { planRoutes } from "./routes.ts";
import { createPlanService } from "./service.ts";

/** Some hundreds of shopping lists. */
const GROCERY_BYTES = 4_194_304;

/** Saved meal plans: solved in the worker, kept by account. */
export const plans = defineModule({
  name: "plans",
  requires: { solver, quotas, idempotency },
  migrations: [plans0001],
  errors: planErrors,
  setup: ({ cache, store, clock, newId, modules }) => {
    modules.quotas.declare(PLANS_METER);
    return createPlanService({
      repository: createPlanRepository(store),
      solver: modules.solver,
      groceries: cache.declarePersonal({
        name: "groceries",
        strategy: "cold",
        maxBytes: GROCERY_BYTES,
      }),
      clock,
      newId,
    });
  },
  routes: planRoutes,
  personalData: (service) => [
    {
      table: "plans",
      subject: "account_id",
      erase: service.eraseAll,
      export: service.exportAll,
    },
  ],
});
