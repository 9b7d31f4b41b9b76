import { platformErrors } from "#core";
import type { AccountRow, AlsoWrite } from "#modules/accounts";
import { announce, type Origin, type RaisedSession, tellOwner } from "#modules/sessions";
import { createRecoveryCodes, hashRecoveryCode, recoveryKeyId } from "../codes/recovery-codes.ts";
import { type FactorChange, factorChangeMail } from "../mails.ts";
import type { MfaParts } from "../parts.ts";
import type { RecoveryCodeRow } from "../rows.ts";

/** Who changes their factors, in which session. */
export interface Owner {
  readonly accountId: string;
  readonly sessionId: string;
  readonly origin: Origin;
}

/** A change of factors, with the session that carries on under a new id. */
export interface Changed {
  readonly session: RaisedSession;
  /** New recovery codes, shown once; empty where the old ones stay. */
  readonly recoveryCodes: readonly string[];
}

/** What all changes of factors have in common. */
export const createChanges = (parts: MfaParts) => {
  const { repository, accounts, sessions, keyring, clock, random } = parts;

  const requireAccount = async (accountId: string): Promise<AccountRow> => {
    const account = await repository.find(accountId);
    // Erased between the check and now.
    if (account === undefined) throw platformErrors.make.AUTHENTICATION_ERROR();
    return account;
  };

  const makeCodes = (
    accountId: string,
  ): { readonly codes: readonly string[]; readonly rows: readonly RecoveryCodeRow[] } => {
    const codes = createRecoveryCodes(random);
    const created_at = clock.now();
    const key_id = recoveryKeyId(keyring);
    const rows = codes.map((code) => ({
      code_hash: hashRecoveryCode(keyring, accountId, code),
      account_id: accountId,
      created_at,
      key_id,
    }));
    return { codes, rows };
  };

  /** The owner as whose factors change, who hears of it exactly if they do. */
  const telling = (owner: Owner, account: AccountRow) => {
    const also: AlsoWrite<FactorChange> = (tx, change) => {
      const text = factorChangeMail(parts.mailContext(account.language), change, clock.now());
      return tellOwner(parts, tx, account, text, owner.origin);
    };
    return { accountId: owner.accountId, sessionId: owner.sessionId, also };
  };

  /** What follows on every change: caches forget, the session gets a new id. */
  const changed = async (
    owner: Owner,
    change: FactorChange,
    isProven = false,
  ): Promise<RaisedSession> => {
    const { accountId, sessionId, origin } = owner;
    accounts.changed(accountId);
    announce(parts, { name: `mfa.${change}`, severity: "info", accountId, origin });
    const proof = isProven ? ({ factors: ["totp"], assurance: 2 } as const) : undefined;
    const session = await sessions.raise(accountId, sessionId, proof);
    if (session === undefined) throw platformErrors.make.AUTHENTICATION_ERROR();
    return session;
  };

  return { requireAccount, makeCodes, telling, changed };
};
