import { type Clock, type Events, platformErrors } from "#core";
import type { Accounts, Role, RoleDraft } from "#modules/accounts";
import type { Credentials, UserListing } from "#modules/credentials";
import type { Mfa } from "#modules/mfa";
import type { Origin, Sessions, SessionView } from "#modules/sessions";
import { type Actor, createAnnouncer, createGuards } from "./guards.ts";
import type { AccessRepository } from "./repository.ts";
import { createRightsChange, type RightsDraft } from "./rights.ts";
import { createRoles } from "./roles.ts";

/** What an administrator may change of an account. */
export interface UserChange extends RightsDraft {
  readonly tier?: string;
}

/** A new account as an administrator opens it; the owner chooses the password (ID-18). */
export interface UserDraft {
  readonly email: string;
  readonly name?: string;
  readonly role?: string;
  readonly tier?: string;
}

/** Which accounts to list. */
export interface UserQuery {
  /** Part of an address or a name. */
  readonly search?: string;
  readonly role?: string;
  readonly afterId?: string;
  /** 1 to 100. */
  readonly limit: number;
}

/** Accounts and roles, as administrators handle them. */
export interface Access {
  readonly users: (query: UserQuery) => Promise<readonly UserListing[]>;
  /** @throws {AppError} NOT_FOUND */
  readonly user: (
    id: string,
  ) => Promise<{ readonly user: UserListing; readonly sessions: readonly SessionView[] }>;
  /** Opens an account and mails its owner a link to choose a password. */
  readonly createUser: (actor: Actor, draft: UserDraft) => Promise<UserListing>;
  /** @throws {AppError} NOT_FOUND, OWN_ACCOUNT, LAST_ADMINISTRATOR, ROLE_BEYOND_YOURS */
  readonly changeUser: (actor: Actor, id: string, change: UserChange) => Promise<UserListing>;
  /** Lifts the lock of an account, whatever device it is for. */
  readonly unlock: (actor: Actor, id: string) => Promise<void>;
  /** Mails the owner a link to choose a password; nobody else ever sees it (ID-18). */
  readonly sendPasswordLink: (actor: Actor, id: string) => Promise<void>;
  /**
   * Removes all second factors of an account and ends its sessions; the password stays (ID-18).
   * @throws {AppError} NOT_FOUND, ROLE_BEYOND_YOURS; CONFLICT for one's own account.
   */
  readonly resetFactors: (actor: Actor, id: string, origin: Origin) => Promise<void>;
  readonly endSessions: (actor: Actor, id: string) => Promise<void>;
  readonly endSession: (actor: Actor, id: string, sessionId: string) => Promise<void>;
  readonly roles: () => readonly Role[];
  /** @throws {AppError} ROLE_BEYOND_YOURS; VALIDATION_ERROR for a permission that no route asks. */
  readonly saveRole: (actor: Actor, draft: RoleDraft) => Promise<Role>;
  /** @throws {AppError} NOT_FOUND, ROLE_IN_USE */
  readonly removeRole: (actor: Actor, name: string) => Promise<void>;
  /** Every permission that a route of this application asks for. */
  readonly permissions: () => readonly string[];
}

/** What the service is built from. */
export interface AccessParts {
  readonly repository: AccessRepository;
  readonly accounts: Accounts;
  readonly credentials: Pick<Credentials, "listUsers" | "createUser" | "unlock" | "sendSetupLink">;
  readonly mfa: Pick<Mfa, "reset">;
  readonly sessions: Pick<Sessions, "list" | "end">;
  readonly permissions: () => readonly string[];
  readonly events: Events;
  readonly clock: Clock;
}

/** Builds the service. */
export const createAccess = (parts: AccessParts): Access => {
  const { repository, accounts, credentials, mfa, sessions, events } = parts;
  const { requireWithin, requireBelow, requireRole } = createGuards(accounts);
  const announce = createAnnouncer(events);
  const changeRights = createRightsChange(parts);

  const requireListing = async (id: string): Promise<UserListing> => {
    const [user] = await credentials.listUsers({ id, limit: 1 });
    if (user === undefined) throw platformErrors.make.NOT_FOUND();
    return user;
  };

  return {
    ...createRoles(parts),
    users: (query) => credentials.listUsers(query),
    user: async (id) => ({
      user: await requireListing(id),
      sessions: await sessions.list(id, ""),
    }),
    createUser: async (actor, draft) => {
      const role = draft.role ?? "user";
      requireRole(role);
      requireWithin(actor, accounts.permissionsOf(role));
      const { id } = await credentials.createUser({ ...draft, role, verified: false });
      await credentials.sendSetupLink(id);
      announce("account.created", actor, id, { role });
      return requireListing(id);
    },
    changeUser: async (actor, id, { tier, ...rights }) => {
      const account = await requireBelow(actor, id);
      await changeRights(actor, account, rights);
      if (tier !== undefined) {
        await accounts.setTier(id, tier);
        announce("account.tier-changed", actor, id, { from: account.tier, to: tier });
      }
      return requireListing(id);
    },
    unlock: async (actor, id) => {
      await requireBelow(actor, id);
      await credentials.unlock(id);
      announce("account.unlocked", actor, id);
    },
    sendPasswordLink: async (actor, id) => {
      await requireBelow(actor, id);
      await credentials.sendSetupLink(id);
      announce("password.link-sent", actor, id);
    },
    resetFactors: async (actor, id, origin) => {
      await requireBelow(actor, id);
      // Ends the sessions, tells the owner and the log.
      await mfa.reset(id, { accountId: actor.userId, origin });
    },
    endSessions: async (actor, id) => {
      await requireBelow(actor, id);
      await repository.endSessions(id);
      accounts.changed(id);
      announce("session.all-ended", actor, id);
    },
    endSession: async (actor, id, sessionId) => {
      await requireBelow(actor, id);
      if (!(await sessions.end(id, sessionId))) throw platformErrors.make.NOT_FOUND();
      announce("session.ended-by-administrator", actor, id);
    },
    permissions: parts.permissions,
  };
};
