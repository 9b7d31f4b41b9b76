import type { PersonalData } from "#modules/contract";
import type { SessionRepository } from "./repository.ts";

const time = (instant: number | null): string | null =>
  instant === null ? null : new Date(instant).toISOString();

/** What the tables of sessions hold of a person; never a hash of a credential. */
export const sessionPersonalData = (repository: SessionRepository): readonly PersonalData[] => [
  {
    table: "refresh_tokens",
    subject: "account_id",
    erase: repository.eraseRefreshTokens,
    export: async (accountId) =>
      (await repository.refreshTokensOf(accountId)).map((row) => ({
        sessionId: row.session_id,
        createdAt: time(row.created_at),
        exchangedAt: time(row.rotated_at),
      })),
  },
  {
    table: "sessions",
    subject: "account_id",
    erase: repository.erase,
    export: async (accountId) =>
      (await repository.allOf(accountId)).map((row) => ({
        id: row.id,
        agent: row.agent,
        address: row.address,
        createdAt: time(row.created_at),
        lastSeenAt: time(row.last_seen_at),
        expiresAt: time(row.expires_at),
      })),
  },
];
