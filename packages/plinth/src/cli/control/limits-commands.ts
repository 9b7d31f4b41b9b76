import type { Composition, LimitChange, LimitSetting, RouteLimitsView } from "#app";

/** What `plinth limits` can do. */
export const LIMITS_ACTIONS = ["list", "reload", "set", "reset"] as const;

/** One of them. */
export type LimitsAction = (typeof LIMITS_ACTIONS)[number];

/** What was asked for; `user` is the account at the terminal, as it names itself. */
export interface LimitsRequest {
  readonly action: LimitsAction;
  readonly user: string;
  readonly route?: string;
  readonly windows?: string;
  readonly by?: string;
  readonly tier?: string;
  readonly role?: string;
  readonly dryRun?: boolean;
}

/** What came of it. */
export type LimitsAnswer =
  | { readonly action: "list"; readonly routes: readonly RouteLimitsView[] }
  | { readonly action: "reload" | "set" | "reset"; readonly changes: readonly LimitChange[] };

const optionalText = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/**
 * Reads a request that came over the control socket.
 * @throws {Error} with one sentence.
 */
export const parseLimitsRequest = (given: Readonly<Record<string, unknown>>): LimitsRequest => {
  const action = LIMITS_ACTIONS.find((known) => known === given["action"]);
  if (action === undefined) throw new Error(`say ${LIMITS_ACTIONS.join(", ")}`);
  const [route, windows, by, tier, role] = ["route", "windows", "by", "tier", "role"].map((name) =>
    optionalText(given[name]),
  );
  return {
    action,
    user: optionalText(given["user"]) ?? "",
    ...(route === undefined ? {} : { route }),
    ...(windows === undefined ? {} : { windows }),
    ...(by === undefined ? {} : { by }),
    ...(tier === undefined ? {} : { tier }),
    ...(role === undefined ? {} : { role }),
    dryRun: given["dryRun"] === true,
  };
};

/** The name may be anything: only what a name looks like is kept. */
const actorOf = (place: string, user: string): string =>
  /^[\w.@-]{1,64}$/.test(user) ? `${place}, user ${user}` : place;

/**
 * Looks at limits or changes them; `place` is where the wish came from, for the audit event.
 * @throws {Error} with one sentence for each fault; the limits are as before then.
 */
export const runLimits = (
  { limits }: Pick<Composition, "limits">,
  request: LimitsRequest,
  place: string,
): LimitsAnswer => {
  const { action, route, windows, by, tier, role, dryRun } = request;
  const actor = actorOf(place, request.user);
  if (action === "list") return { action, routes: limits.list() };
  if (action === "reload") return { action, changes: limits.reload(actor) };
  if (action === "reset") return { action, changes: limits.reset(route, actor) };
  if (route === undefined || windows === undefined) {
    throw new Error('say which and what: plinth limits set "POST /path" "5/minute, 20/hour"');
  }
  const setting: LimitSetting = {
    route,
    windows,
    ...(by === undefined ? {} : { by }),
    ...(tier === undefined ? {} : { tier }),
    ...(role === undefined ? {} : { role }),
    ...(dryRun === undefined ? {} : { dryRun }),
  };
  return { action, changes: limits.set(setting, actor) };
};
