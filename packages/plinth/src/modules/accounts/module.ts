import { defineModule, type PersonalData } from "#modules/contract";
import { createBackground } from "#services/background";
import { accountErrors } from "./errors.ts";
import { mailboxRoutes } from "./mailbox-routes.ts";
import { accountMigrations } from "./migrations/index.ts";
import { accountPersonalData } from "./personal-data.ts";
import { createAccountRepository } from "./repository.ts";
import { accountRoutes } from "./routes.ts";
import { type Accounts, createAccounts } from "./service.ts";

/** What other modules get when they require accounts. */
export interface AccountsService extends Accounts {
  readonly personalData: readonly PersonalData[];
  /** Resolves when mails and other work in the background are done. */
  readonly settle: () => Promise<void>;
}

/** Accounts: who people are, their roles and tiers, and the proof that an address is theirs. */
export const accounts = defineModule({
  name: "accounts",
  migrations: accountMigrations,
  errors: accountErrors,
  setup: ({ application, clock, log, mail, newId, random, store }): AccountsService => {
    const repository = createAccountRepository(store);
    const background = createBackground({ log: log.child("accounts") });
    const service = createAccounts({
      repository,
      clock,
      newId,
      random,
      mail,
      background,
      publicUrl: application.publicUrl,
      applicationName: application.name,
    });
    return {
      ...service,
      personalData: accountPersonalData(repository),
      settle: background.drain,
    };
  },
  routes: (service, { config, mail }) => {
    const isOpen = config.profile === "development" || config.profile === "test";
    const mailbox = isOpen && mail.kind === "mailbox" ? mailboxRoutes(mail) : [];
    return [...accountRoutes(service), ...mailbox];
  },
  personalData: (service) => service.personalData,
  close: (service) => service.settle(),
});
