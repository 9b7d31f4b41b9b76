import type { PersonalData } from "#modules/contract";
import type { MfaRepository } from "./repository.ts";
import type { MfaTable, MfaTables } from "./rows.ts";

const time = (instant: number | null): string | null =>
  instant === null || instant === 0 ? null : new Date(instant).toISOString();

/** What the tables of second factors hold of a person; never a secret, a code or a hash of one. */
export const mfaPersonalData = (repository: MfaRepository): readonly PersonalData[] => {
  const entry = <T extends MfaTable>(
    table: T,
    show: (row: MfaTables[T]) => Record<string, unknown>,
  ): PersonalData => ({
    table,
    subject: "account_id",
    erase: (accountId) => repository.erase(accountId, table),
    export: async (accountId) => (await repository.rowsOf(accountId, table)).map(show),
  });
  return [
    entry("mfa_challenges", (row) => ({
      firstFactor: row.first_factor,
      failedAttempts: row.failed_attempts,
      createdAt: time(row.created_at),
      expiresAt: time(row.expires_at),
    })),
    entry("mfa_recovery_codes", (row) => ({ createdAt: time(row.created_at) })),
    entry("mfa_remembered_devices", (row) => ({
      agent: row.agent,
      createdAt: time(row.created_at),
      lastUsedAt: time(row.last_used_at),
      expiresAt: time(row.expires_at),
    })),
    entry("mfa_lockouts", (row) => ({
      failedAttempts: row.failed_attempts,
      lockedUntil: time(row.locked_until),
      lastFailedAt: time(row.last_failed_at),
    })),
    entry("mfa_factors", (row) => ({
      name: row.name,
      createdAt: time(row.created_at),
      confirmedAt: time(row.confirmed_at),
      lastUsedAt: time(row.last_used_at),
    })),
  ];
};
