import type { Alterations } from "#app";
import { type Clock, defineErrors } from "#core";
import { type Principal, type RequestContext, reply, type StageFactory } from "#http";
import type { QuotasService } from "#modules/quotas";
import { Value } from "#vendor/typebox-value";

type Handler = ReturnType<NonNullable<Alterations["handler"]>>;
/** The policy of a route. */
export type Policy = Parameters<NonNullable<Alterations["handler"]>>[0];

/** Headers by which a case says who calls, and what the code behind the route is to do. */
export const ASK = {
  user: "x-conformance-user",
  key: "x-conformance-key",
  tier: "x-conformance-tier",
  role: "x-conformance-role",
  /** How many kinds of factors the caller has proven. */
  factors: "x-conformance-factors",
  /** How long ago, in milliseconds. */
  provenAgo: "x-conformance-proven-ago",
  /** Never answers. */
  hang: "x-conformance-hang",
} as const;

/** The status of a route whose answer cannot be made up from its schema: its code was reached. */
export const REACHED = 418;

const errors = defineErrors({
  CONFORMANCE_REACHED: {
    status: REACHED,
    title: "The code of the route was reached",
    explanation: "Only instances under a conformance test answer so.",
  },
});

/** An answer that fits the policy; undefined where none can be made up. */
const sampleAnswer = (policy: Policy): { readonly value: unknown } | undefined => {
  const schema = Object.values(policy.responses)[0] ?? null;
  if (schema === null) return { value: undefined };
  if (policy.produces === "stream" || policy.produces === "events") return undefined;
  if (policy.produces !== "json") return { value: "" };
  try {
    const value = Value.Create(schema);
    const text: unknown = JSON.stringify(value);
    const isFit = typeof text === "string" && Value.Check(schema, JSON.parse(text));
    return isFit ? { value } : undefined;
  } catch {
    return undefined;
  }
};

/** Code in the place of a route's own: answers at once, or never. */
const standIn = (policy: Policy, onHang: () => void): Handler => {
  const sample = sampleAnswer(policy);
  const status = Number(Object.keys(policy.responses)[0]);
  return (context: RequestContext) => {
    if (context.header(ASK.hang) !== undefined) {
      onHang();
      return new Promise<never>(() => undefined);
    }
    if (sample === undefined) throw errors.make.CONFORMANCE_REACHED();
    return reply(status, sample.value);
  };
};

/** A caller whom the route would let in, told apart by what the request says. */
const callerFor = (policy: Policy, context: RequestContext, now: number): Principal => {
  const { access, scope } = policy;
  const key = context.header(ASK.key);
  return {
    userId: context.header(ASK.user) ?? "nobody",
    role:
      context.header(ASK.role) ?? (access.kind === "role" ? access.roles[0] : undefined) ?? "user",
    permissions: access.kind === "permission" ? [access.permission] : [],
    tier: context.header(ASK.tier) ?? "free",
    sessionId: "conformance",
    method: key === undefined ? "bearer" : "api-key",
    assurance: context.header(ASK.factors) === "1" ? 1 : 2,
    authenticatedAt: now - Number(context.header(ASK.provenAgo) ?? 0),
    lacksSecondFactor: false,
    ...(key === undefined ? {} : { key: { id: key, scopes: [scope ?? "*"], limits: [] } }),
  };
};

const authenticate =
  (clock: Clock): StageFactory =>
  (policy) => {
    if (policy.access.kind === "public") return undefined;
    return (context) => {
      context.principal = callerFor(policy, context, clock.now());
    };
  };

/** Grants whatever is asked: the store keeps no count for callers who are made up. */
const uncounted = (service: unknown): QuotasService => {
  const { keeper, ...rest } = service as QuotasService;
  const nothing = async (): Promise<void> => undefined;
  const reserve = async () => ({ headers: [], settle: nothing, refund: nothing });
  return { ...rest, keeper: { ...keeper, reserve } };
};

/**
 * What a conformance test takes out of the way: the code of routes, the proof of who calls, the
 * schemas, and the counts of quotas, which are no numbers of a policy. Everything that the numbers of a policy stand for stays as it is.
 */
export const standInAlterations = (
  clock: Clock,
  onHang: () => void,
  further: Alterations | undefined,
): Alterations => ({
  ...further,
  controls: (controls) => {
    const stages = { ...controls.stages, authenticate: [authenticate(clock)], validate: [] };
    const ours = { ...controls, stages };
    return further?.controls?.(ours) ?? ours;
  },
  service: (module, service) => {
    const altered = further?.service?.(module, service) ?? service;
    return module === "quotas" ? uncounted(altered) : altered;
  },
  handler: (policy) => standIn(policy, onHang),
});
