import { type Clock, type Events, platformErrors } from "#core";
import type { AccountRow, Accounts } from "#modules/accounts";
import { exceeds } from "#policy";
import { accessErrors } from "./errors.ts";
import { type Actor, createAnnouncer, createGuards } from "./guards.ts";
import type { AccessRepository, RightsChange } from "./repository.ts";

/** The role that must not die out. */
const ADMINISTRATOR = "admin";

/** A change of what somebody may do. */
export interface RightsDraft {
  readonly role?: string;
  readonly disabled?: boolean;
}

/**
 * Builds the change of somebody's rights: within one's own, never on oneself, never the last
 * administrator's.
 */
export const createRightsChange = (parts: {
  readonly repository: Pick<AccessRepository, "changeRights">;
  readonly accounts: Accounts;
  readonly events: Events;
  readonly clock: Clock;
}) => {
  const { repository, accounts, clock } = parts;
  const { requireRole, requireWithin } = createGuards(accounts);
  const announce = createAnnouncer(parts.events);

  return async (actor: Actor, account: AccountRow, draft: RightsDraft): Promise<void> => {
    const { role = account.role, disabled = account.disabled_at !== null } = draft;
    const isSame = role === account.role && disabled === (account.disabled_at !== null);
    if (isSame) return;
    if (account.id === actor.userId) throw accessErrors.make.OWN_ACCOUNT();
    requireRole(role);
    requireWithin(actor, accounts.permissionsOf(role));
    const change: RightsChange = { role, disabled_at: disabled ? clock.now() : null };
    const changed = await repository.changeRights(account.id, change, {
      // No session known before has rights that came later (P-117).
      endSessions:
        disabled || exceeds(accounts.permissionsOf(role), accounts.permissionsOf(account.role)),
      protectedRole: ADMINISTRATOR,
    });
    if (changed === "missing") throw platformErrors.make.NOT_FOUND();
    if (changed === "last") throw accessErrors.make.LAST_ADMINISTRATOR();
    accounts.changed(account.id);
    announce("account.rights-changed", actor, account.id, {
      from: account.role,
      to: role,
      disabled,
    });
  };
};
