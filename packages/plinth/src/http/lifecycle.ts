import { type RoutePolicy, varyOf } from "#policy";
import type { ReplyHeaders } from "./reply/headers.ts";
import type { CompiledRoute, RequestContext, Stage } from "./request/context.ts";

/** Resolves a policy to a stage at boot; undefined where the route needs none. */
export type StageFactory = (policy: RoutePolicy) => Stage | undefined;

/**
 * The closed list of stages, in the one order there is (POL-10): what is cheap and refuses most
 * comes first; sizes and rates before parsing, parsing before hashing or queries.
 */
export const STAGE_ORDER = [
  "protect",
  "read",
  "authenticate",
  "authorize",
  "meter",
  "validate",
  "inspect",
  "handle",
] as const;

/** Name of a place in the lifecycle. `present` and `record` follow for every answer. */
export type StageName = (typeof STAGE_ORDER)[number];

/** The factories of each place; several run in the order given. */
export type StageSet = Readonly<Record<StageName, readonly StageFactory[]>>;

/** The shortest list of stages that a policy needs. */
export const compileStages = (policy: RoutePolicy, set: StageSet): readonly Stage[] =>
  STAGE_ORDER.flatMap((name) =>
    set[name].map((factory) => factory(policy)).filter((stage) => stage !== undefined),
  );

/** The fixed headers of a route, once for HTTP and once for HTTPS. */
export const compileHeaders = (
  policy: RoutePolicy,
  replyHeaders: ReplyHeaders,
): CompiledRoute["headers"] => {
  const vary = varyOf(policy);
  const own = [
    "Cache-Control",
    policy.cacheControl,
    ...(vary.length === 0 ? [] : ["Vary", vary.join(", ")]),
  ];
  const kind = policy.produces;
  return {
    plain: [...replyHeaders(kind, false), ...own],
    secure: [...replyHeaders(kind, true), ...own],
  };
};

/**
 * Runs the stages from `from` on. Stays synchronous until a stage really waits; then the rest
 * follows in the promise.
 */
export const runStages = (
  context: RequestContext,
  stages: readonly Stage[],
  from: number,
): undefined | Promise<void> => {
  for (let index = from; index < stages.length; index += 1) {
    const pending = stages[index]?.(context);
    if (pending !== undefined) return continueAfter(pending, context, stages, index + 1);
  }
  return undefined;
};

const continueAfter = async (
  pending: Promise<void>,
  context: RequestContext,
  stages: readonly Stage[],
  next: number,
): Promise<void> => {
  await pending;
  // A client that left, or a time-out that answered, ends the way of the request here.
  if (!context.settled) await runStages(context, stages, next);
};
