import type { PersonalData } from "#modules/contract";
import type { ApiKeyRepository } from "./repository.ts";

const time = (instant: number | null): string | null =>
  instant === null ? null : new Date(instant).toISOString();

/** What the tables of API keys hold of a person; never a digest, never what signs. */
export const apiKeyPersonalData = (
  repository: ApiKeyRepository,
  forgetAccount: (accountId: string) => void,
): readonly PersonalData[] => [
  {
    table: "api_keys",
    subject: "account_id",
    erase: async (accountId) => {
      await repository.erase(accountId);
      forgetAccount(accountId);
    },
    export: async (accountId) =>
      (await repository.listOf(accountId)).map((row) => ({
        name: row.name,
        prefix: row.public_id,
        scopes: JSON.parse(row.scopes) as unknown,
        limit: row.limits,
        signing: row.signing_algorithm,
        createdAt: time(row.created_at),
        lastUsedAt: time(row.last_used_at),
        expiresAt: time(row.expires_at),
      })),
  },
];
