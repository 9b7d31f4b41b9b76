import { accounts } from "#modules/accounts";
import { defineModule, type PersonalData } from "#modules/contract";
import { strictObject } from "#policy";
import { defineJob, defineSchedule, handleJob } from "#services/jobs";
import { creditErrors } from "./errors.ts";
import { creditData } from "./migrations/data.ts";
import { creditMigrations } from "./migrations/index.ts";
import { createCreditRepository } from "./repository.ts";
import { creditRoutes } from "./routes.ts";
import { type Credits, createCredits } from "./service.ts";

/** Gives back what processes that died had held. */
const expireHolds = defineJob({ name: "expire-credit-holds", payload: strictObject({}) });

/** What other modules get when they require credits. */
export interface CreditsService extends Credits {
  readonly personalData: readonly PersonalData[];
  readonly isAccount: (id: string) => Promise<boolean>;
}

/** Credits: a balance of each account that never falls below nothing, and its ledger (QB-06). */
export const credits = defineModule({
  name: "credits",
  requires: { accounts },
  migrations: creditMigrations,
  data: creditData,
  errors: creditErrors,
  setup: ({ clock, modules, newId, store }): CreditsService => {
    const repository = createCreditRepository(store);
    const none = async () => [];
    return {
      ...createCredits({ repository, clock, newId }),
      isAccount: async (id) => (await modules.accounts.find(id)) !== undefined,
      personalData: [
        {
          table: "credit_entries",
          subject: "account_id",
          erase: repository.erase,
          export: async (accountId) =>
            (await repository.allOf(accountId)).map(({ at, kind, amount, reason }) => ({
              at: new Date(at).toISOString(),
              kind,
              amount,
              reason,
            })),
        },
        // Both follow from the ledger.
        { table: "credit_balances", subject: "account_id", erase: repository.erase, export: none },
        { table: "credit_holds", subject: "account_id", erase: repository.erase, export: none },
      ],
    };
  },
  routes: (service) => creditRoutes(service, service.isAccount),
  jobs: (service) => [handleJob(expireHolds, () => service.expire())],
  schedules: [
    defineSchedule({
      name: "expire-credit-holds",
      cron: "*/5 * * * *",
      job: expireHolds,
      payload: {},
    }),
  ],
  personalData: (service) => service.personalData,
});
