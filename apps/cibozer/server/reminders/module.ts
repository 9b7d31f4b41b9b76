import { accounts, classified, defineModule, defineSchedule, handleJob, push } from "plinth";
import { plans } from "../plans/index.ts";
import { recipes } from "../recipes/index.ts";
import { solver } from "../solver/index.ts";
import { REMIND, TAKE_DUE } from "./jobs.ts";
import { createPlannedMeals } from "./meals.ts";
import { reminders0001 } from "./migrations/reminders-0001.ts";
import { createReminderRepository } from "./repository.ts";
import { reminderRoutes } from "./routes.ts";
import { createReminders } from "./service.ts";

/** Reminders in browsers that asked for them: when to begin with dinner, and the shopping day. */
export const reminders = defineModule({
  name: "reminders",
  requires: { accounts, push, plans, recipes, solver },
  migrations: [reminders0001],
  data: [
    {
      table: "reminders",
      columns: classified({
        reference: ["account_id"],
        personal: [
          ...["cook", "shop_day", "shop_time", "time_zone"],
          ...["cooked_on", "shopped_on", "updated_at"],
        ],
        none: ["next_at"],
      }),
      retention: "account",
      purpose: "to remind somebody of what they asked to be reminded of",
      basis: "consent",
    },
  ],
  setup: ({ clock, languages, modules, store }) =>
    createReminders({
      repository: createReminderRepository(store),
      meals: createPlannedMeals(modules),
      push: modules.push,
      accounts: modules.accounts,
      languages,
      clock,
    }),
  routes: reminderRoutes,
  schedules: [defineSchedule({ name: "reminders", cron: "* * * * *", job: TAKE_DUE, payload: {} })],
  jobs: (service, { jobs }) => [
    handleJob(TAKE_DUE, () =>
      service.takeDue((accountId, tx) =>
        jobs.enqueue(REMIND, { accountId }, { key: accountId, subject: accountId }, tx),
      ),
    ),
    handleJob(REMIND, ({ accountId }, context) => service.remind(accountId, context)),
  ],
  personalData: (service) => [
    {
      table: "reminders",
      subject: "account_id",
      erase: service.erase,
      export: service.exportAll,
    },
  ],
});
