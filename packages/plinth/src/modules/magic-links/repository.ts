import { type AccountRow, type AccountTables, accountStatements } from "#modules/accounts";
import { type PreparedSession, type SessionTables, sessionStatements } from "#modules/sessions";
import type { Store } from "#store";
import type { Kysely } from "#vendor/kysely";

/** What using a link writes. */
export interface LinkUse {
  readonly tokenHash: string;
  readonly now: number;
  /** Undefined where a second factor has to follow. */
  readonly session: PreparedSession | undefined;
  /** Hash of the session cookie that the request brought, which ends with the sign-in (P-117). */
  readonly replacesCookie: string | undefined;
}

/** Links that sign in, in the database; they lie among the one-time tokens of accounts. */
export interface MagicLinkRepository {
  /** The account of a link that works, without spending it. */
  readonly peek: (tokenHash: string, now: number) => Promise<AccountRow | undefined>;
  /**
   * Spends the link and writes the session, together or not at all; of parallel uses one wins
   * (P-103). Undefined when the link is none any more.
   */
  readonly use: (
    use: LinkUse,
  ) => Promise<{ readonly endedSession: string | undefined } | undefined>;
}

/** Builds the repository on a store. */
export const createMagicLinkRepository = (store: Store): MagicLinkRepository => ({
  peek: (tokenHash, now) =>
    store
      .read<AccountTables>()
      .selectFrom("one_time_tokens")
      .innerJoin("accounts", "accounts.id", "one_time_tokens.account_id")
      .where("one_time_tokens.token_hash", "=", tokenHash)
      .where("one_time_tokens.purpose", "=", "magic")
      .where("one_time_tokens.expires_at", ">", now)
      .where("accounts.disabled_at", "is", null)
      .selectAll("accounts")
      .executeTakeFirst(),
  use: ({ tokenHash, now, session, replacesCookie }) =>
    store.transaction(async (tx: Kysely<SessionTables>) => {
      const accounts = accountStatements(tx);
      const used = await accounts.consumeToken({ tokenHash, purposes: ["magic"], now });
      if (used === undefined) return undefined;
      // Whoever read the mail owns the address.
      await accounts.markVerified(used.accountId, now);
      await accounts.removeTokens(used.accountId, ["magic"]);
      if (session === undefined) return { endedSession: undefined };
      const sessions = sessionStatements(tx);
      const endedSession =
        replacesCookie === undefined ? undefined : await sessions.removeByCookie(replacesCookie);
      // A first proof of the address may have ended all sessions before (P-117), but not this one.
      const { session_epoch: epoch } = await tx
        .selectFrom("accounts")
        .select("session_epoch")
        .where("id", "=", used.accountId)
        .executeTakeFirstOrThrow();
      await sessions.insertSession({ ...session.row, epoch }, session.refresh);
      return { endedSession };
    }),
});
