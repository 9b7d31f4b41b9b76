import { type Clock, platformErrors } from "#core";
import { covers, type RoutePolicy } from "#policy";
import type { RequestContext, Stage } from "../request/context.ts";
import type { Authenticator, KeyAuthenticator, Principal } from "../request/principal.ts";

const SCHEME = "Bearer ";

/** The name of the scheme as nearly everyone writes it, and then in any case (RFC 9110 section 11.1). */
const isBearerHeader = (header: string): boolean =>
  header.startsWith(SCHEME) || header.slice(0, SCHEME.length).toLowerCase() === "bearer ";

const bearerOf = (header: string | undefined): string | undefined =>
  header !== undefined && header.length > SCHEME.length && isBearerHeader(header)
    ? header.slice(SCHEME.length)
    : undefined;

/**
 * The one 401 there is: missing, expired, revoked and forged credentials answer alike (P-004).
 * RFC 6750 section 3 names the challenge.
 */
const refuse = () =>
  platformErrors.make.AUTHENTICATION_ERROR({
    headers: { "WWW-Authenticate": 'Bearer realm="api"' },
  });

/** Hears of a request with an API key that is none, or no longer one. */
export type OnKeyRefused = (context: RequestContext) => void;

type Found = Principal | undefined | Promise<Principal | undefined>;

/** Asks whoever knows the kind of credential that a request carries. */
const createLookup =
  (
    authenticator: Authenticator,
    keys: KeyAuthenticator | undefined,
    onKeyRefused: OnKeyRefused | undefined,
  ) =>
  (context: RequestContext, required: boolean): Found => {
    const bearer = bearerOf(context.raw.headers.authorization);
    if (bearer !== undefined && keys !== undefined && bearer.startsWith(keys.prefix)) {
      // An API key opens what names a scope and nothing else: a public route does not know it.
      if (!required) return undefined;
      const judged = (caller: Principal | undefined): Principal | undefined => {
        if (caller === undefined) onKeyRefused?.(context);
        return caller;
      };
      const found = keys.authenticate(bearer);
      return found instanceof Promise ? found.then(judged) : judged(found);
    }
    const cookie = bearer === undefined ? context.cookie(authenticator.cookieName) : undefined;
    if (bearer === undefined && cookie === undefined) return undefined;
    return authenticator.authenticate({ cookie, bearer });
  };

/**
 * Establishes the caller where the route asks for one. On public routes that identify, a wrong
 * credential counts as none, and so does one that cannot be looked up: /health must answer while
 * the database is down (HLT-01).
 */
export const authenticateStage = (
  authenticator: Authenticator,
  keys?: KeyAuthenticator,
  onKeyRefused?: OnKeyRefused,
) => {
  const lookUp = createLookup(authenticator, keys, onKeyRefused);
  return (policy: RoutePolicy): Stage | undefined => {
    const { access } = policy;
    if (access.kind === "public" && !access.identify) return undefined;
    const required = access.kind !== "public";
    const settle = (context: RequestContext, principal: Principal | undefined): void => {
      if (principal === undefined && required) throw refuse();
      context.principal = principal;
    };
    return (context) => {
      const found = lookUp(context, required);
      if (!(found instanceof Promise)) return settle(context, found);
      const known = required ? found : found.catch(() => undefined);
      return known.then((principal) => settle(context, principal));
    };
  };
};

/** Why a known caller is refused: a word for the answer and for the event. */
export type Denial = "role" | "permission" | "scope" | "api-key";

const denialOf = (policy: RoutePolicy, principal: Principal): Denial | undefined => {
  const { access, scope } = policy;
  if (access.kind === "role" && !access.roles.includes(principal.role)) return "role";
  if (access.kind === "permission" && !covers(principal.permissions, access.permission)) {
    return "permission";
  }
  if (principal.key === undefined) return undefined;
  if (scope === null) return "api-key";
  // Whoever made the key proved one factor, and the role counts with two only (ID-17).
  if (principal.lacksSecondFactor && access.kind !== "user") return "api-key";
  return covers(principal.key.scopes, scope) ? undefined : "scope";
};

const denied = (reason: Denial, scope: string | null) =>
  platformErrors.make.AUTHORIZATION_ERROR({
    extra: reason === "scope" ? { reason, scope } : { reason },
  });

/** What the caller has to prove, where it is more than the session says. */
const missingProof = (
  policy: RoutePolicy,
  principal: Principal,
  now: number,
): { readonly level: 1 | 2; readonly maxAgeSeconds?: number } | undefined => {
  const { access, assurance } = policy;
  const isRestricted = access.kind === "role" || access.kind === "permission";
  const level = isRestricted && principal.lacksSecondFactor ? 2 : (assurance?.level ?? 1);
  const freshMs = assurance?.freshMs ?? null;
  const isFresh = freshMs === null || now - principal.authenticatedAt <= freshMs;
  if (principal.assurance >= level && isFresh) return undefined;
  return { level, ...(freshMs === null ? {} : { maxAgeSeconds: freshMs / 1_000 }) };
};

/**
 * The challenge of RFC 9470 section 3; for handlers too, where what is asked depends on more than
 * the route.
 */
export const stepUpRequired = (required: {
  readonly level: 1 | 2;
  readonly maxAgeSeconds?: number;
}) =>
  platformErrors.make.STEP_UP_REQUIRED({
    extra: { required },
    headers: {
      "WWW-Authenticate": [
        'Bearer error="insufficient_user_authentication"',
        `acr_values="${required.level}"`,
        ...(required.maxAgeSeconds === undefined ? [] : [`max_age="${required.maxAgeSeconds}"`]),
      ].join(", "),
    },
  });

/**
 * Refuses a known caller whom the policy does not allow (AZ-02), and asks for a better proof where
 * the policy wants one. Permission comes first: nobody proves anything for a route closed to them.
 */
export const authorizeStage =
  (onDenied: (context: RequestContext, reason: Denial) => void, clock: Clock) =>
  (policy: RoutePolicy): Stage | undefined => {
    const { access, assurance, scope } = policy;
    if (access.kind === "public") return undefined;
    const isPlain = access.kind === "user" && assurance === null;
    return (context) => {
      const { principal } = context;
      if (principal === undefined) throw refuse();
      // The usual case: any signed-in person, or a key on a route open to all its scopes.
      if (isPlain && principal.key === undefined) return;
      const reason = denialOf(policy, principal);
      if (reason !== undefined) {
        onDenied(context, reason);
        throw denied(reason, scope);
      }
      if (principal.key !== undefined) return;
      const required = missingProof(policy, principal, clock.now());
      if (required !== undefined) throw stepUpRequired(required);
    };
  };
