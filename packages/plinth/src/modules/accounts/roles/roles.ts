import type { Clock } from "#core";
import { exceeds } from "#policy";

/** What a role may do; "*" is everything, "plans:*" every action on plans (AZ-01). */
export interface Role {
  readonly name: string;
  /** One phrase for whoever hands it out. */
  readonly description: string;
  readonly permissions: readonly string[];
  /** Whether the role counts only in sessions that began with two factors (ID-17). */
  readonly needsSecondFactor: boolean;
  /** Whether it is part of the product; such a role cannot be changed or removed. */
  readonly builtIn: boolean;
}

/** What an administrator writes down of a role. */
export type RoleDraft = Omit<Role, "builtIn">;

/** The roles that every application has. Whoever's role is in no list may do nothing special. */
const BUILT_IN: readonly RoleDraft[] = [
  { name: "user", description: "Uses the application", permissions: [], needsSecondFactor: false },
  {
    name: "admin",
    description: "May do everything",
    permissions: ["*"],
    needsSecondFactor: false,
  },
];

/** How old the memory of the roles may be where other nodes write to the same database. */
const RECHECK_MS = 1_000;

/** Where roles beyond the built-in ones are kept. */
export interface RoleStore {
  /** Whether other processes may write there too. */
  readonly isShared: boolean;
  readonly load: () => Promise<readonly RoleDraft[]>;
  readonly save: (role: RoleDraft) => Promise<void>;
  readonly remove: (name: string) => Promise<boolean>;
}

/** The roles there are: read without waiting, because every request of a route may ask. */
export interface RoleBook {
  /** The permissions of a role; none for a role that does not exist any more. */
  readonly permissionsOf: (role: string) => readonly string[];
  /** Whether a role counts only in sessions that began with two factors (ID-17). */
  readonly needsSecondFactor: (role: string) => boolean;
  readonly isRole: (role: string) => boolean;
  /** Whether `next` allows something that `before` did not. */
  readonly gainsPermissions: (before: string, next: string) => boolean;
  readonly list: () => readonly Role[];
  /** Reads the stored roles. */
  readonly load: () => Promise<void>;
  /** Adds or changes a role; the built-in ones stay as they are. */
  readonly save: (role: RoleDraft) => Promise<void>;
  /** False when there is no such role, or it is built in. */
  readonly remove: (name: string) => Promise<boolean>;
  /** Calls back when what a role may do has changed. */
  readonly onChange: (listener: () => void) => void;
}

/** What the book of roles is built from. */
export interface RoleBookParts {
  readonly store: RoleStore;
  readonly clock: Clock;
  /** Roles that count only with two factors, beyond those that say so themselves. */
  readonly alwaysTwoFactors?: readonly string[];
  /** Runs work whose outcome nobody waits for. */
  readonly inBackground: (name: string, work: () => Promise<void>) => void;
}

/** Builds the book; it knows the built-in roles until `load` was called. */
export const createRoleBook = (parts: RoleBookParts): RoleBook => {
  const { store, clock, alwaysTwoFactors = [], inBackground } = parts;
  const builtIn = new Map<string, Role>(
    BUILT_IN.map((role) => [role.name, { ...role, builtIn: true }]),
  );
  const listeners = new Set<() => void>();
  let roles: ReadonlyMap<string, Role> = builtIn;
  let fingerprint = "[]";
  let checkedAt = clock.now();

  const load = async (): Promise<void> => {
    checkedAt = clock.now();
    const stored = await store.load();
    const next = JSON.stringify(stored);
    if (next === fingerprint) return;
    fingerprint = next;
    roles = new Map([
      ...stored.map((role): [string, Role] => [role.name, { ...role, builtIn: false }]),
      ...builtIn,
    ]);
    for (const listener of listeners) listener();
  };

  /** What other nodes wrote is seen a second later at most; nobody waits for it. */
  const book = (): ReadonlyMap<string, Role> => {
    if (store.isShared && clock.now() - checkedAt >= RECHECK_MS) {
      checkedAt = clock.now();
      inBackground("roles of other nodes", load);
    }
    return roles;
  };
  const permissionsOf = (role: string): readonly string[] => book().get(role)?.permissions ?? [];

  return {
    permissionsOf,
    needsSecondFactor: (role) =>
      book().get(role)?.needsSecondFactor === true || alwaysTwoFactors.includes(role),
    isRole: (role) => book().has(role),
    gainsPermissions: (before, next) => exceeds(permissionsOf(next), permissionsOf(before)),
    list: () => [...book().values()],
    load,
    save: async (role) => {
      if (builtIn.has(role.name)) throw new RangeError(`the role ${role.name} is built in`);
      await store.save(role);
      await load();
    },
    remove: async (name) => {
      if (builtIn.has(name)) return false;
      const isRemoved = await store.remove(name);
      await load();
      return isRemoved;
    },
    onChange: (listener) => {
      listeners.add(listener);
    },
  };
};
