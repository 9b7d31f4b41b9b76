import { BootError } from "#core";
import { defineModule, type PersonalData } from "#modules/contract";
import { createBackground } from "#services/background";
import { createMailContexts } from "#services/mail";
import { accountErrors } from "./errors.ts";
import { mailboxRoutes } from "./mailbox-routes.ts";
import { accountData } from "./migrations/data.ts";
import { accountMigrations } from "./migrations/index.ts";
import { accountPersonalData } from "./personal-data.ts";
import { createAccountRepository } from "./repository.ts";
import { createRoleRepository } from "./roles/role-repository.ts";
import { createRoleBook } from "./roles/roles.ts";
import { accountRoutes } from "./routes.ts";
import { type Accounts, createAccounts } from "./service.ts";

/** What other modules get when they require accounts. */
export interface AccountsService extends Accounts {
  readonly personalData: readonly PersonalData[];
  /** Reads the stored roles; once before the first request. */
  readonly loadRoles: () => Promise<void>;
  /** Resolves when work in the background is done. */
  readonly settle: () => Promise<void>;
}

/** Accounts: who people are, their roles and tiers, and the proof that an address is theirs. */
export const accounts = defineModule({
  name: "accounts",
  migrations: accountMigrations,
  data: accountData,
  errors: accountErrors,
  setup: (deps): AccountsService => {
    const { application, clock, config, events, jobs, log, mail, newId, random, store } = deps;
    const repository = createAccountRepository(store);
    const background = createBackground({ log: log.child("accounts") });
    const stored = createRoleRepository(store);
    const roles = createRoleBook({
      store: stored,
      clock,
      alwaysTwoFactors: config.rolesWithSecondFactor,
      inBackground: background.run,
    });
    const service = createAccounts({
      repository,
      events,
      roles,
      endSessionsOf: stored.endSessionsOf,
      clock,
      newId,
      random,
      mail,
      jobs,
      background,
      publicUrl: application.publicUrl,
      mailContext: createMailContexts(deps),
    });
    return {
      ...service,
      loadRoles: async () => {
        await roles.load();
        const missing = config.rolesWithSecondFactor.filter((role) => !roles.isRole(role));
        if (missing.length === 0) return;
        throw new BootError([
          `MFA_REQUIRED_ROLES names ${missing.join(", ")}; there is no such role, correct the name`,
        ]);
      },
      personalData: accountPersonalData(repository),
      settle: background.drain,
    };
  },
  start: (service) => service.loadRoles(),
  routes: (service, { config, languages, mail }) => {
    const isOpen = config.profile === "development" || config.profile === "test";
    const mailbox = isOpen && mail.kind === "mailbox" ? mailboxRoutes(mail) : [];
    return [...accountRoutes(service, languages.tags), ...mailbox];
  },
  jobs: (service) => service.handled,
  personalData: (service) => service.personalData,
  close: (service) => service.settle(),
});
