import { consent, defineModule } from "plinth";
import { health0001 } from "./migrations/health-0001.ts";
import { createHealthRepository } from "./repository.ts";
import { healthRoutes } from "./routes.ts";
import { createHealth, HEALTH_CONSENT } from "./service.ts";

/** What people say of their body and allergies: sealed, with consent, gone when they wish. */
export const health = defineModule({
  name: "health-profile",
  requires: { consent },
  migrations: [health0001],
  data: [
    {
      table: "health_profiles",
      columns: { account_id: "reference", profile: "sensitive", updated_at: "personal" },
      retention: "account",
      purpose: "to plan meals that fit somebody's body and allergies",
      basis: "consent",
      rowId: "account_id",
    },
  ],
  setup: ({ clock, fields, modules, store }) => {
    modules.consent.declare({
      purpose: HEALTH_CONSENT,
      version: 2,
      title: "Keep what I say of my body, allergies and household",
      text: "Your sex, year of birth, height, weight, activity, goal, allergies and notes, and the names, energy and allergies of those you cook for, may be kept with your account, encrypted, so that you need not say them again. Nobody else reads them. Without this they are neither kept nor used.",
    });
    modules.consent.declare({
      purpose: "usage-statistics",
      version: 1,
      title: "Count how I use the planner",
      text: "Which functions you use may be counted, without what you typed, to make the planner better.",
    });
    modules.consent.declare({
      purpose: "product-news",
      version: 1,
      title: "Send me news",
      text: "A mail now and then about new recipes and functions, one a month at most.",
    });
    const repository = createHealthRepository(store);
    return createHealth({ repository, consent: modules.consent, fields, clock });
  },
  routes: healthRoutes,
  personalData: (service) => [
    {
      table: "health_profiles",
      subject: "account_id",
      erase: service.remove,
      export: service.exportAll,
    },
  ],
});
