/** What a role may do; "*" is everything, "plans:*" every action on plans (AZ-01). */
export interface Role {
  readonly name: string;
  readonly permissions: readonly string[];
  /** Whether the role counts only in sessions that began with two factors (ID-17). */
  readonly needsSecondFactor?: boolean;
}

/** The roles there are, as data. Whoever is in no role's list may do nothing that asks for one. */
const ROLES: readonly Role[] = [
  { name: "user", permissions: [] },
  { name: "admin", permissions: ["*"] },
];

const byName: ReadonlyMap<string, Role> = new Map(ROLES.map((role) => [role.name, role]));

/** The permissions of a role; none for a role that does not exist any more. */
export const permissionsOf = (role: string): readonly string[] =>
  byName.get(role)?.permissions ?? [];

/** Whether a role counts only in sessions that began with two factors (ID-17). */
export const needsSecondFactor = (role: string): boolean =>
  byName.get(role)?.needsSecondFactor === true;

/** Whether there is such a role. */
export const isRole = (role: string): boolean => byName.has(role);

/** Whether `next` allows something that `before` did not. */
export const gainsPermissions = (before: string, next: string): boolean => {
  const had = permissionsOf(before);
  return !had.includes("*") && permissionsOf(next).some((permission) => !had.includes(permission));
};
