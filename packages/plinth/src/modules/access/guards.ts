import { type Events, platformErrors, type SecurityEventName } from "#core";
import type { AccountRow, Accounts } from "#modules/accounts";
import { exceeds } from "#policy";
import { accessErrors } from "./errors.ts";

/** Who acts, and from where. */
export interface Actor {
  readonly userId: string;
  readonly permissions: readonly string[];
  readonly requestId: string;
  readonly clientAddress: string;
}

/** What every change of rights asks first. */
export interface Guards {
  /** @throws {AppError} ROLE_BEYOND_YOURS when the actor lacks one of the permissions. */
  readonly requireWithin: (actor: Actor, wanted: readonly string[]) => void;
  /**
   * An account that may do no more than the actor.
   * @throws {AppError} NOT_FOUND, ROLE_BEYOND_YOURS
   */
  readonly requireBelow: (actor: Actor, id: string) => Promise<AccountRow>;
  /** @throws {AppError} VALIDATION_ERROR */
  readonly requireRole: (role: string) => void;
}

/** Builds the guards. */
export const createGuards = (
  accounts: Pick<Accounts, "find" | "isRole" | "permissionsOf">,
): Guards => {
  const requireWithin = (actor: Actor, wanted: readonly string[]): void => {
    if (!exceeds(wanted, actor.permissions)) return;
    throw accessErrors.make.ROLE_BEYOND_YOURS({ extra: { reason: "permission" } });
  };
  return {
    requireWithin,
    requireBelow: async (actor, id) => {
      const account = await accounts.find(id);
      if (account === undefined) throw platformErrors.make.NOT_FOUND();
      requireWithin(actor, accounts.permissionsOf(account.role));
      return account;
    },
    requireRole: (role) => {
      if (accounts.isRole(role)) return;
      throw platformErrors.make.VALIDATION_ERROR({
        faults: [{ field: "body.role", rule: "role", message: "must be a role that exists" }],
      });
    },
  };
};

/** Says what an administrator did, to whom. */
export const createAnnouncer =
  (events: Events) =>
  (
    name: SecurityEventName,
    actor: Actor,
    subject: string,
    data: Readonly<Record<string, string | boolean>> = {},
  ): void =>
    events.emit("security", {
      name,
      severity: "info",
      requestId: actor.requestId,
      clientAddress: actor.clientAddress,
      subject,
      data: { by: actor.userId, ...data },
    });
