import { defineModule, idempotency } from "plinth";
import { isWrittenId } from "#core/model";
import { recipes } from "../recipes/index.ts";
import { solver } from "../solver/index.ts";
import { kitchen0001 } from "./migrations/kitchen-0001.ts";
import { kitchen0002 } from "./migrations/kitchen-0002.ts";
import { createKitchenRepository } from "./repository.ts";
import { kitchenRoutes } from "./routes.ts";
import { withSealedKitchens } from "./sealing.ts";
import { createKitchen } from "./service.ts";

/** What somebody likes to eat, and what they have at home. */
export const kitchen = defineModule({
  name: "kitchen",
  requires: { solver, recipes, idempotency },
  migrations: [kitchen0001, kitchen0002],
  data: [
    {
      table: "kitchens",
      columns: {
        account_id: "reference",
        tastes: "sensitive",
        pantry: "sensitive",
        preferences: "personal",
        updated_at: "personal",
      },
      retention: "account",
      rowId: "account_id",
      formerlyPlain: ["tastes", "pantry"],
      purpose: "to plan what somebody likes and buy what they do not have",
    },
  ],
  setup: ({ clock, fields, modules, store }) =>
    createKitchen({
      kitchens: withSealedKitchens(createKitchenRepository(store), fields),
      hasRecipe: async (accountId, id, signal) =>
        isWrittenId(id)
          ? (await modules.recipes.findWritten(accountId, id)) !== undefined
          : (await modules.solver.run({ kind: "recipe", id }, signal)) !== null,
      clock,
    }),
  routes: kitchenRoutes,
  personalData: (service) => [
    {
      table: "kitchens",
      subject: "account_id",
      erase: service.remove,
      export: service.exportAll,
    },
  ],
});
