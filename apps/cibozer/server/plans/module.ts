import { accounts, classified, createOpaqueToken, defineModule, idempotency, quotas } from "plinth";
import { health } from "../health/index.ts";
import { history } from "../history/index.ts";
import { kitchen } from "../kitchen/index.ts";
import { createReaderOf } from "../reader.ts";
import { recipes } from "../recipes/index.ts";
import { solver } from "../solver/index.ts";
import { planErrors } from "./errors.ts";
import { WEEK_PLANS } from "./meter.ts";
import { plans0001 } from "./migrations/plans-0001.ts";
import { plans0002 } from "./migrations/plans-0002.ts";
import { plans0003 } from "./migrations/plans-0003.ts";
import { plans0004 } from "./migrations/plans-0004.ts";
import { plans0005 } from "./migrations/plans-0005.ts";
import { plansKeepAllergensOut } from "./probes.ts";
import { createPlanRepository } from "./repository.ts";
import { planRoutes } from "./routes.ts";
import { withSealedPlans } from "./sealing.ts";
import { createPlanService } from "./service.ts";
import { createShareRepository } from "./sharing/repository.ts";
import { createCheckRepository } from "./shopping/repository.ts";
import { withSealedChecks } from "./shopping/sealing.ts";

/** Some hundreds of shopping lists. */
const GROCERY_BYTES = 4_194_304;

/** Saved meal plans: solved in the worker, kept by account. */
export const plans = defineModule({
  name: "plans",
  requires: { accounts, health, solver, history, kitchen, recipes, quotas, idempotency },
  migrations: [plans0001, plans0002, plans0003, plans0004, plans0005],
  data: [
    {
      table: "plans",
      columns: {
        id: "personal",
        account_id: "reference",
        created_at: "personal",
        updated_at: "personal",
        revision: "none",
        summary: "sensitive",
        plan: "sensitive",
      },
      formerlyPlain: ["summary", "plan"],
      retention: "account",
      purpose: "to plan meals and keep the plans",
    },
    {
      table: "plan_versions",
      columns: {
        plan_id: "reference",
        revision: "none",
        account_id: "reference",
        created_at: "personal",
        menu: "sensitive",
      },
      rowId: ["plan_id", "revision"],
      formerlyPlain: ["menu"],
      retention: "account",
      purpose: "to take changes of a plan back",
    },
    {
      table: "grocery_checks",
      columns: { plan_id: "reference", account_id: "reference", checked: "sensitive" },
      rowId: "plan_id",
      formerlyPlain: ["checked"],
      retention: "account",
      purpose: "to tick shopping lists off on any device",
    },
    {
      table: "plan_shares",
      columns: classified({
        reference: ["account_id", "plan_id"],
        secret: ["token_hash", "password_hash"],
        personal: ["created_at", "expires_at", "max_views", "views"],
        none: ["id", "part", "wrong"],
      }),
      retention: "account",
      purpose: "to show plans to whoever has a link",
    },
  ],
  errors: planErrors,
  setup: ({ cache, store, clock, fields, metrics, newId, modules, random }) => {
    modules.quotas.declare(WEEK_PLANS);
    const created = metrics.counter({
      name: "meal_plans_created_total",
      help: "Meal plans that were made and saved, by diet and by the tier of whoever asked.",
      labels: ["diet", "tier"],
    });
    return createPlanService({
      repository: withSealedPlans(createPlanRepository(store), fields),
      checks: withSealedChecks(createCheckRepository(store), fields),
      shares: createShareRepository(store),
      createToken: () => createOpaqueToken(random),
      solver: modules.solver,
      kitchen: modules.kitchen,
      recipes: modules.recipes,
      history: modules.history,
      health: modules.health,
      groceries: cache.declarePersonal({
        name: "groceries",
        strategy: "cold",
        maxBytes: GROCERY_BYTES,
      }),
      clock,
      newId,
      onCreated: (diet, tier) => created.child({ diet, tier }).inc(),
    });
  },
  routes: (service, { languages, modules }) =>
    planRoutes(service, createReaderOf({ accounts: modules.accounts, languages })),
  probes: [plansKeepAllergensOut],
  personalData: (service) => [
    {
      table: "plans",
      subject: "account_id",
      erase: service.eraseAll,
      export: service.exportAll,
    },
    {
      table: "plan_versions",
      subject: "account_id",
      erase: service.eraseAll,
      export: service.exportVersions,
    },
    {
      table: "grocery_checks",
      subject: "account_id",
      erase: service.eraseAll,
      export: service.exportChecks,
    },
    {
      table: "plan_shares",
      subject: "account_id",
      erase: service.eraseAll,
      export: service.exportShares,
    },
  ],
});
