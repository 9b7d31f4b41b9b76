import type { PersonalData } from "#modules/contract";
import type { KeyRepository } from "./repository.ts";

/** What kept answers hold of a person. */
export const idempotencyPersonalData = (repository: KeyRepository): readonly PersonalData[] => [
  {
    table: "idempotency_keys",
    subject: "account_id",
    erase: repository.erase,
    // The answers are of what is exported where it lies.
    export: async (accountId) =>
      (await repository.allOf(accountId)).map(({ route, created_at, expires_at }) => ({
        route,
        at: new Date(created_at).toISOString(),
        keptUntil: new Date(expires_at).toISOString(),
      })),
  },
];
