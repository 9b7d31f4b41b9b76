import { platformErrors } from "#core";
import type { AccountRow } from "#modules/accounts";
import {
  announce,
  type Origin,
  type Proof,
  type RaisedSession,
  tellOwner,
} from "#modules/sessions";
import { type PasskeyChange, passkeyChangeMail } from "../mails.ts";
import type { PasskeyParts } from "../parts.ts";
import type { ChangeScope } from "../repository.ts";

/** Who shows or changes their passkeys, in which session. */
export interface Owner {
  readonly accountId: string;
  readonly sessionId: string;
  readonly origin: Origin;
}

/** What all changes of passkeys have in common. */
export const createChanges = (parts: PasskeyParts) => {
  const { repository, accounts, sessions, clock } = parts;
  return {
    requireAccount: async (accountId: string): Promise<AccountRow> => {
      const account = await repository.findAccount(accountId);
      // Erased between the check and now.
      if (account === undefined) throw platformErrors.make.AUTHENTICATION_ERROR();
      return account;
    },
    /** The owner as whose passkeys change, who hears of it exactly if they do. */
    telling: (owner: Owner, account: AccountRow, change: PasskeyChange): ChangeScope => ({
      accountId: owner.accountId,
      sessionId: owner.sessionId,
      also: (tx) => {
        const text = passkeyChangeMail(parts.mailContext(account.language), change, clock.now());
        return tellOwner(parts, tx, account, text, owner.origin);
      },
    }),
    /** What follows on every change: caches forget, the session gets a new id. */
    changed: async (
      { accountId, sessionId, origin }: Owner,
      change: PasskeyChange,
      proof: Proof | undefined,
    ): Promise<RaisedSession> => {
      accounts.changed(accountId);
      announce(parts, { name: `passkey.${change}`, severity: "info", accountId, origin });
      const session = await sessions.raise(accountId, sessionId, proof);
      if (session === undefined) throw platformErrors.make.AUTHENTICATION_ERROR();
      return session;
    },
  };
};
