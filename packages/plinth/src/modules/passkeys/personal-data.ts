import type { PersonalData } from "#modules/contract";
import type { PasskeyRepository } from "./repository.ts";

const time = (instant: number | null): string | null =>
  instant === null ? null : new Date(instant).toISOString();

/** What the table of passkeys holds of a person; used challenges name nobody. */
export const passkeyPersonalData = (repository: PasskeyRepository): readonly PersonalData[] => [
  {
    table: "passkeys",
    subject: "account_id",
    erase: repository.erase,
    export: async (accountId) =>
      (await repository.passkeysOf(accountId)).map((row) => ({
        name: row.name,
        authenticatorModel: row.aaguid,
        synced: row.backed_up === 1,
        createdAt: time(row.created_at),
        lastUsedAt: time(row.last_used_at),
      })),
  },
];
