import { platformErrors } from "#core";
import type { Access, RoutePolicy } from "#policy";
import type { RequestContext, Stage } from "../context.ts";
import type { Authenticator, Principal } from "../principal.ts";

const bearerOf = (header: string | undefined): string | undefined =>
  header !== undefined && header.length > 7 && header.slice(0, 7).toLowerCase() === "bearer "
    ? header.slice(7)
    : undefined;

/**
 * The one 401 there is: missing, expired, revoked and forged credentials answer alike (P-004).
 * RFC 6750 section 3 names the challenge.
 */
const refuse = () =>
  platformErrors.make.AUTHENTICATION_ERROR({
    headers: { "WWW-Authenticate": 'Bearer realm="api"' },
  });

/**
 * Establishes the caller where the route asks for one. On public routes that identify, a wrong
 * credential counts as none, and so does one that cannot be looked up: /health must answer while
 * the database is down (HLT-01).
 */
export const authenticateStage =
  (authenticator: Authenticator) =>
  (policy: RoutePolicy): Stage | undefined => {
    const { access } = policy;
    if (access.kind === "public" && !access.identify) return undefined;
    const required = access.kind !== "public";
    const settle = (context: RequestContext, principal: Principal | undefined): void => {
      if (principal === undefined && required) throw refuse();
      context.principal = principal;
    };
    return (context) => {
      const { headers } = context.raw;
      const bearer = bearerOf(headers.authorization);
      const cookie = bearer === undefined ? context.cookie(authenticator.cookieName) : undefined;
      if (bearer === undefined && cookie === undefined) return settle(context, undefined);
      const found = authenticator.authenticate({ cookie, bearer });
      if (!(found instanceof Promise)) return settle(context, found);
      const known = required ? found : found.catch(() => undefined);
      return known.then((principal) => settle(context, principal));
    };
  };

const isAllowed = (access: Access, principal: Principal): boolean => {
  switch (access.kind) {
    case "role":
      return access.roles.includes(principal.role);
    case "permission":
      return principal.permissions.some(
        (granted) =>
          granted === access.permission ||
          granted === "*" ||
          (granted.endsWith(":*") && access.permission.startsWith(granted.slice(0, -1))),
      );
    default:
      return true;
  }
};

/** Refuses a known caller whom the policy does not allow (AZ-02). */
export const authorizeStage =
  (onDenied: (context: RequestContext) => void) =>
  (policy: RoutePolicy): Stage | undefined => {
    const { access } = policy;
    if (access.kind === "public" || access.kind === "user") return undefined;
    return (context) => {
      if (context.principal !== undefined && isAllowed(access, context.principal)) return;
      onDenied(context);
      throw platformErrors.make.AUTHORIZATION_ERROR();
    };
  };
