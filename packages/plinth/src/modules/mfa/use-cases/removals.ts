import { platformErrors } from "#core";
import { announce, type Origin, tellOwner } from "#modules/sessions";
import { factorsResetMail } from "../mails.ts";
import type { MfaParts } from "../parts.ts";
import { type Changed, createChanges, type Owner } from "./changes.ts";

/** A second factor that another module keeps, such as passkeys. */
export interface OtherFactor {
  readonly has: (accountId: string) => Promise<boolean>;
  /** Removes all of an account, inside the transaction of a reset. May run more than once. */
  readonly removeAll: (tx: { readonly isTransaction: boolean }, accountId: string) => Promise<void>;
}

/** What owners and administrators do with the factors there are. */
export interface Removals {
  /** @throws {AppError} NOT_FOUND; CONFLICT when the role needs the last one. */
  readonly remove: (owner: Owner, id: string) => Promise<Changed>;
  /** @throws {AppError} CONFLICT when no second factor is on. */
  readonly renewCodes: (owner: Owner) => Promise<Changed>;
  /**
   * Removes all second factors of an account, those of other modules included, and ends its
   * sessions; the password stays (ID-18).
   * @throws {AppError} NOT_FOUND; CONFLICT for the administrator's own account.
   */
  readonly reset: (
    accountId: string,
    by: { readonly accountId: string; readonly origin: Origin },
  ) => Promise<void>;
}

/** Builds what owners and administrators do with the factors there are. */
export const createRemovals = (parts: MfaParts, others: readonly OtherFactor[] = []): Removals => {
  const { repository, accounts, clock } = parts;
  const { requireAccount, makeCodes, telling, changed } = createChanges(parts);
  return {
    remove: async (owner, id) => {
      const account = await requireAccount(owner.accountId);
      const mayBeLast = !accounts.needsSecondFactor(account.role);
      const outcome = await repository.remove(telling(owner, account), id, mayBeLast);
      if (outcome === "missing") throw platformErrors.make.NOT_FOUND();
      if (outcome === "last") {
        throw platformErrors.make.CONFLICT({
          detail: "Your role needs a second factor. Add another one before you remove this one.",
        });
      }
      return { session: await changed(owner, outcome), recoveryCodes: [] };
    },

    renewCodes: async (owner) => {
      const account = await requireAccount(owner.accountId);
      const { codes, rows } = makeCodes(owner.accountId);
      if (!(await repository.replaceCodes(telling(owner, account), rows))) {
        throw platformErrors.make.CONFLICT({ detail: "Recovery codes come with a second factor." });
      }
      return { session: await changed(owner, "codes"), recoveryCodes: codes };
    },

    reset: async (accountId, { accountId: actorId, origin }) => {
      if (accountId === actorId) {
        throw platformErrors.make.CONFLICT({
          detail:
            "Your own factors are changed in your security settings, where they are asked for.",
        });
      }
      const account = await repository.reset(
        accountId,
        async (tx) => {
          for (const { removeAll } of others) await removeAll(tx, accountId);
        },
        (tx, owner) => {
          const text = factorsResetMail(parts.mailContext(owner.language), clock.now());
          return tellOwner(parts, tx, owner, text, origin);
        },
      );
      if (account === undefined) throw platformErrors.make.NOT_FOUND();
      accounts.changed(accountId);
      announce(parts, {
        name: "mfa.reset",
        severity: "warning",
        accountId,
        origin,
        data: { by: actorId },
      });
    },
  };
};
