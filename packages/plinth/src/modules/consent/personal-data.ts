import type { PersonalData } from "#modules/contract";
import type { ConsentRepository } from "./repository.ts";

/** What consent holds of a person: everything they ever agreed to or took back. */
export const consentPersonalData = (repository: ConsentRepository): readonly PersonalData[] => [
  {
    table: "consents",
    subject: "account_id",
    erase: repository.erase,
    export: async (accountId) =>
      (await repository.allOf(accountId)).map(({ purpose, version, is_given, at }) => ({
        purpose,
        version,
        given: is_given === 1,
        at: new Date(at).toISOString(),
      })),
  },
];
