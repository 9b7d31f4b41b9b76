import { type Events, platformErrors } from "#core";
import type { Accounts, Role, RoleDraft } from "#modules/accounts";
import { covers } from "#policy";
import { accessErrors } from "./errors.ts";
import { type Actor, createAnnouncer, createGuards } from "./guards.ts";

/** A pattern such as "plans:*" counts when a permission of the application fits it. */
const isKnown = (permission: string, known: readonly string[]): boolean =>
  permission === "*" || known.some((one) => covers([permission], one));

/** Builds what administrators do with roles. */
export const createRoles = (parts: {
  readonly accounts: Accounts;
  readonly permissions: () => readonly string[];
  readonly events: Events;
}) => {
  const { accounts, permissions } = parts;
  const { requireWithin } = createGuards(accounts);
  const announce = createAnnouncer(parts.events);
  return {
    roles: accounts.roles,
    saveRole: async (actor: Actor, draft: RoleDraft): Promise<Role> => {
      const known = permissions();
      const stranger = draft.permissions.findIndex((one) => !isKnown(one, known));
      if (stranger !== -1) {
        const field = `body.permissions.${stranger}`;
        const message = "is asked for by no route of this application";
        throw platformErrors.make.VALIDATION_ERROR({
          faults: [{ field, rule: "permission", message }],
        });
      }
      // Also what the role may do now: nobody strips a role that stands above them.
      requireWithin(actor, [...draft.permissions, ...accounts.permissionsOf(draft.name)]);
      const before = accounts.roles().find(({ name }) => name === draft.name);
      if (before?.builtIn === true) throw accessErrors.make.ROLE_IN_USE();
      await accounts.saveRole(draft);
      announce("role.saved", actor, draft.name, { permissions: draft.permissions.join(" ") });
      return { ...draft, builtIn: false };
    },
    removeRole: async (actor: Actor, name: string): Promise<void> => {
      if (!accounts.isRole(name)) throw platformErrors.make.NOT_FOUND();
      requireWithin(actor, accounts.permissionsOf(name));
      if (!(await accounts.removeRole(name))) throw accessErrors.make.ROLE_IN_USE();
      announce("role.removed", actor, name);
    },
  };
};
