/** What a role may do; "*" is everything, "plans:*" every action on plans (AZ-01). */
export interface Role {
  readonly name: string;
  readonly permissions: readonly string[];
}

/** The roles there are, as data. Whoever is in no role's list may do nothing that asks for one. */
const ROLES: readonly Role[] = [
  { name: "user", permissions: [] },
  { name: "admin", permissions: ["*"] },
];

const byName: ReadonlyMap<string, readonly string[]> = new Map(
  ROLES.map(({ name, permissions }) => [name, permissions]),
);

/** The permissions of a role; none for a role that does not exist any more. */
export const permissionsOf = (role: string): readonly string[] => byName.get(role) ?? [];

/** Whether there is such a role. */
export const isRole = (role: string): boolean => byName.has(role);

/** Whether `next` allows something that `before` did not. */
export const gainsPermissions = (before: string, next: string): boolean => {
  const had = permissionsOf(before);
  return !had.includes("*") && permissionsOf(next).some((permission) => !had.includes(permission));
};
