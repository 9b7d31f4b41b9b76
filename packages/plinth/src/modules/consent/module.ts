import { accounts } from "#modules/accounts";
import { defineModule, type PersonalData } from "#modules/contract";
import { consentErrors } from "./errors.ts";
import { consentData } from "./migrations/data.ts";
import { consentMigrations } from "./migrations/index.ts";
import { consentPersonalData } from "./personal-data.ts";
import { createConsentRepository } from "./repository.ts";
import { consentRoutes } from "./routes.ts";
import { type Consents, createConsents } from "./service.ts";

/** What other modules get when they require consent. */
export interface ConsentService extends Consents {
  readonly personalData: readonly PersonalData[];
}

/** Consent: versioned texts that people agree to, with a guard for what needs it. */
export const consent = defineModule({
  name: "consent",
  requires: { accounts },
  migrations: consentMigrations,
  data: consentData,
  errors: consentErrors,
  setup: ({ clock, newId, store }): ConsentService => {
    const repository = createConsentRepository(store);
    return {
      ...createConsents({ repository, clock, newId }),
      personalData: consentPersonalData(repository),
    };
  },
  routes: (service) => consentRoutes(service),
  personalData: (service) => service.personalData,
});
