import type { PersonalData } from "#modules/contract";
import type { CredentialRepository } from "./repository.ts";

const time = (instant: number): string | null =>
  instant === 0 ? null : new Date(instant).toISOString();

/** What the tables of credentials hold of a person; never the hash of a password. */
export const credentialPersonalData = (
  repository: CredentialRepository,
): readonly PersonalData[] => [
  {
    table: "passwords",
    subject: "account_id",
    erase: repository.erasePassword,
    export: async (accountId) => {
      const password = (await repository.findById(accountId))?.password;
      return password === undefined ? [] : [{ changedAt: time(password.changed_at) }];
    },
  },
  {
    table: "lockouts",
    subject: "account_id",
    erase: repository.eraseLocks,
    export: async (accountId) =>
      (await repository.locksOf(accountId)).map((row) => ({
        failedAttempts: row.failed_attempts,
        lockedUntil: time(row.locked_until),
        lastFailedAt: time(row.last_failed_at),
      })),
  },
];
