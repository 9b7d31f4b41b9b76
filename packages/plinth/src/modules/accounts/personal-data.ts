import type { PersonalData } from "#modules/contract";
import type { AccountRepository } from "./repository.ts";

const time = (instant: number | null): string | null =>
  instant === null ? null : new Date(instant).toISOString();

/** What the tables of accounts hold of a person; links are named, never shown. */
export const accountPersonalData = (repository: AccountRepository): readonly PersonalData[] => [
  {
    table: "one_time_tokens",
    subject: "account_id",
    erase: repository.eraseTokens,
    export: async (accountId) =>
      (await repository.tokensOf(accountId)).map(({ purpose, created_at, expires_at, data }) => ({
        purpose,
        newAddress: data,
        createdAt: time(created_at),
        expiresAt: time(expires_at),
      })),
  },
  {
    table: "accounts",
    subject: "id",
    erase: repository.erase,
    export: async (accountId) => {
      const account = await repository.find(accountId);
      if (account === undefined) return [];
      const { id, email, name, role, tier, mfa, language } = account;
      return [
        {
          id,
          email,
          name,
          role,
          tier,
          mfa: mfa === 1,
          language,
          emailVerifiedAt: time(account.email_verified_at),
          disabledAt: time(account.disabled_at),
          createdAt: time(account.created_at),
          lastSignInAt: time(account.last_sign_in_at),
        },
      ];
    },
  },
];
