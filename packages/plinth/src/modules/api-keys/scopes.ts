import { type Access, covers, type RoutePolicy } from "#policy";

/** What the owner of a key may do. */
export interface Owner {
  readonly role: string;
  readonly permissions: readonly string[];
  /** The role asks for a second factor that was not proven: it counts for nothing (ID-17). */
  readonly lacksSecondFactor: boolean;
}

/** As much of a policy as scopes need. */
export type ScopedRoute = Pick<RoutePolicy, "access" | "scope">;

const mayCall = (access: Access, owner: Owner): boolean => {
  switch (access.kind) {
    case "role":
      return !owner.lacksSecondFactor && access.roles.includes(owner.role);
    case "permission":
      return !owner.lacksSecondFactor && covers(owner.permissions, access.permission);
    default:
      return true;
  }
};

/** The scopes of the routes that the owner may call, each once, sorted. */
export const availableScopes = (
  policies: readonly ScopedRoute[],
  owner: Owner,
): readonly string[] => {
  const found = policies.flatMap(({ access, scope }) =>
    scope !== null && mayCall(access, owner) ? [scope] : [],
  );
  return [...new Set(found)].sort();
};

/** Whether the owner may give a scope away: it or what a wildcard stands for is available. */
export const isGrantable = (scope: string, available: readonly string[]): boolean =>
  available.some((one) => covers([scope], one));
