import { defineModule, idempotency } from "plinth";
import { isWrittenId } from "#core/model";
import { recipes } from "../recipes/index.ts";
import { solver } from "../solver/index.ts";
import { history0001 } from "./migrations/history-0001.ts";
import { createHistoryRepository } from "./repository.ts";
import { historyRoutes } from "./routes.ts";
import { createHistory } from "./service.ts";

/** What somebody had, and on which day. */
export const history = defineModule({
  name: "history",
  requires: { solver, recipes, idempotency },
  migrations: [history0001],
  data: [
    {
      table: "eaten_meals",
      columns: {
        id: "none",
        account_id: "reference",
        day: "personal",
        slot: "personal",
        meal: "sensitive",
      },
      retention: "account",
      purpose: "to show what somebody had, and plan something else next",
    },
  ],
  setup: ({ clock, fields, modules, newId, store }) =>
    createHistory({
      repository: createHistoryRepository(store),
      fields,
      titleOf: async (accountId, id, signal) => {
        return isWrittenId(id)
          ? (await modules.recipes.findWritten(accountId, id))?.title
          : (await modules.solver.run({ kind: "recipe", id }, signal))?.title;
      },
      clock,
      newId,
    }),
  routes: historyRoutes,
  personalData: (service) => [
    {
      table: "eaten_meals",
      subject: "account_id",
      erase: service.removeAll,
      export: service.exportAll,
    },
  ],
});
