import { accounts } from "#modules/accounts";
import { defineModule, type PersonalData } from "#modules/contract";
import { credentials } from "#modules/credentials";
import { mfa } from "#modules/mfa";
import { sessions } from "#modules/sessions";
import { accessErrors } from "./errors.ts";
import { accessData } from "./migrations/data.ts";
import { accessMigrations } from "./migrations/index.ts";
import { accessPersonalData } from "./personal-data.ts";
import { createAccessRepository } from "./repository.ts";
import { reviewRoutes } from "./review-routes.ts";
import { createReviews, type Reviews } from "./reviews.ts";
import { roleRoutes } from "./role-routes.ts";
import { type Access, createAccess } from "./service.ts";
import { userRoutes } from "./user-routes.ts";

/** What the module keeps: rights, and their reviews. */
export interface AccessService extends Access {
  readonly reviews: Reviews;
  readonly personalData: readonly PersonalData[];
}

/** Access: who may do what, changed and reviewed by administrators. */
export const access = defineModule({
  name: "access",
  requires: { accounts, credentials, mfa, sessions },
  migrations: accessMigrations,
  data: accessData,
  errors: accessErrors,
  setup: ({ application, clock, events, modules, newId, store }): AccessService => {
    const repository = createAccessRepository(store);
    const service = createAccess({
      ...modules,
      repository,
      events,
      clock,
      permissions: () => {
        const asked = application
          .policies()
          .flatMap(({ access: of }) => (of.kind === "permission" ? [of.permission] : []));
        return [...new Set(asked)].sort();
      },
    });
    const { permissionsOf } = modules.accounts;
    return {
      ...service,
      reviews: createReviews({ repository, permissionsOf, clock, newId }),
      personalData: accessPersonalData(repository),
    };
  },
  routes: (service) => [
    ...userRoutes(service),
    ...roleRoutes(service),
    ...reviewRoutes(service.reviews),
  ],
  personalData: (service) => service.personalData,
});
