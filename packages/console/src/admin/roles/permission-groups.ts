/** The permissions of one resource, such as "users:read" and "users:write". */
export interface PermissionGroup {
  readonly resource: string;
  /** Covers every action, those of later versions too. */
  readonly wildcard: string;
  readonly actions: readonly { readonly permission: string; readonly action: string }[];
}

const EVERYTHING = "*";

/** Permissions by resource, in order of the alphabet. */
export const groupPermissions = (known: readonly string[]): readonly PermissionGroup[] => {
  const resources = [...new Set(known.map((one) => one.split(":")[0] ?? one))].toSorted();
  return resources.map((resource) => ({
    resource,
    wildcard: `${resource}:*`,
    actions: known
      .filter((one) => one.startsWith(`${resource}:`))
      .toSorted()
      .map((permission) => ({ permission, action: permission.slice(resource.length + 1) })),
  }));
};

/** Whether something wider than itself among the chosen ones covers a permission. */
export const isImplied = (chosen: readonly string[], permission: string): boolean => {
  const wildcard = `${permission.split(":")[0] ?? ""}:*`;
  return (
    permission !== EVERYTHING &&
    (chosen.includes(EVERYTHING) || (permission !== wildcard && chosen.includes(wildcard)))
  );
};

/** Chooses a permission or drops it; what something wider covers is not kept beside it. */
export const choose = (
  chosen: readonly string[],
  permission: string,
  isChosen: boolean,
): readonly string[] => {
  const rest = chosen.filter((one) => one !== permission);
  if (!isChosen || isImplied(rest, permission)) return rest;
  return [...rest.filter((one) => !isImplied([permission], one)), permission].toSorted();
};

/** Chosen permissions that no route asks for any more; the server would refuse them. */
export const outdated = (
  chosen: readonly string[],
  known: readonly string[],
): readonly string[] => {
  const groups = groupPermissions(known).map(({ wildcard }) => wildcard);
  return chosen.filter(
    (one) => one !== EVERYTHING && !known.includes(one) && !groups.includes(one),
  );
};
