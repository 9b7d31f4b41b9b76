import type { Store } from "#store";
import type { AccountTables } from "../repository.ts";
import type { RoleDraft, RoleStore } from "./roles.ts";

/** A row of roles. */
export interface RoleRow {
  readonly name: string;
  readonly description: string;
  /** A JSON list of permissions. */
  readonly permissions: string;
  readonly needs_second_factor: number;
}

interface RoleTables extends AccountTables {
  readonly roles: RoleRow;
}

const toRole = (row: RoleRow): RoleDraft => ({
  name: row.name,
  description: row.description,
  permissions: JSON.parse(row.permissions) as readonly string[],
  needsSecondFactor: row.needs_second_factor === 1,
});

const toColumns = ({ description, permissions, needsSecondFactor }: RoleDraft) => ({
  description,
  permissions: JSON.stringify(permissions),
  needs_second_factor: needsSecondFactor ? 1 : 0,
});

/** What the roles beyond the built-in ones are kept in. */
export interface RoleRepository extends RoleStore {
  /** How many accounts have the role. */
  readonly holders: (role: string) => Promise<number>;
  /** Ends the sessions of everyone who has the role; for a role that may do more from now on. */
  readonly endSessionsOf: (role: string) => Promise<void>;
}

/** Builds it on a store. */
export const createRoleRepository = (store: Store): RoleRepository => {
  const read = () => store.read<RoleTables>();
  const write = () => store.write<RoleTables>();
  return {
    isShared: store.engine === "postgresql",
    load: async () =>
      (await read().selectFrom("roles").selectAll().orderBy("name").execute()).map(toRole),
    save: async (role) => {
      const columns = toColumns(role);
      await write()
        .insertInto("roles")
        .values({ name: role.name, ...columns })
        .onConflict((conflict) => conflict.column("name").doUpdateSet(columns))
        .execute();
    },
    remove: async (name) => {
      const removed = await write()
        .deleteFrom("roles")
        .where("name", "=", name)
        // Nobody is left with a role that is gone.
        .where((eb) =>
          eb.not(
            eb.exists(
              eb.selectFrom("accounts").select("accounts.id").where("accounts.role", "=", name),
            ),
          ),
        )
        .returning("name")
        .executeTakeFirst();
      return removed !== undefined;
    },
    holders: async (role) => {
      const row = await read()
        .selectFrom("accounts")
        .select((eb) => eb.fn.countAll<number | string>().as("count"))
        .where("role", "=", role)
        .executeTakeFirst();
      return Number(row?.count ?? 0);
    },
    endSessionsOf: async (role) => {
      await write()
        .updateTable("accounts")
        .set((eb) => ({ session_epoch: eb("session_epoch", "+", 1) }))
        .where("role", "=", role)
        .execute();
    },
  };
};
