import { consent, defineModule } from "plinth";
import { CONSENTS } from "./consents.ts";
import { health0001 } from "./migrations/health-0001.ts";
import { createHealthRepository } from "./repository.ts";
import { healthRoutes } from "./routes.ts";
import { createHealth } from "./service.ts";

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
    for (const asked of CONSENTS) modules.consent.declare(asked);
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
