import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEvents, createManualClock } from "#core";
import { type Principal, RequestContext, type Stage } from "#http";
import { compilePolicies, windowsFor } from "#policy";
import { createThrottle } from "#protection/throttle";
import { createRateLimiter } from "#services/ratelimit";
import { createMetrics } from "#telemetry";

const TIERS = ["free", "basic", "premium", "business", "enterprise"] as const;
const ROLES = ["user", "admin", "support"] as const;

interface Who {
  readonly tier: (typeof TIERS)[number];
  readonly role: (typeof ROLES)[number];
}
const who: fc.Arbitrary<Who> = fc.record({
  tier: fc.constantFrom(...TIERS),
  role: fc.constantFrom(...ROLES),
});
const amounts = <N extends string>(names: readonly N[]) =>
  fc
    .uniqueArray(fc.tuple(fc.constantFrom(...names), fc.integer({ min: 1, max: 60 })), {
      selector: ([name]) => name,
      maxLength: names.length - 1,
    })
    .map((entries) =>
      Object.fromEntries(entries.map(([name, limit]) => [name, `${limit}/hour`] as const)),
    );

const principalOf = (userId: string, { tier, role }: Who): Principal => ({
  userId,
  role,
  tier,
  permissions: [],
  sessionId: "session",
  method: "bearer",
  assurance: 1,
  authenticatedAt: 0,
  lacksSecondFactor: false,
});

const policyOf = (limit: object) => {
  const problems: string[] = [];
  const declaration = {
    access: "user",
    summary: "Is limited",
    responses: { 204: null },
    limit: { by: "user", ...limit },
  } as never;
  const [policy] = compilePolicies(
    [{ method: "GET", path: "/thing", module: "test", declaration }],
    { limit: "100/minute" },
    problems,
  );
  if (policy === undefined || problems.length > 0) throw new Error(problems.join());
  return policy;
};

type Policy = ReturnType<typeof policyOf>;
type Break = (stage: Stage) => Stage;

/** Calls a real throttle as the lifecycle does; the answer is whether it let the call in. */
const gateOf = (policy: Policy, sabotage: Break) => {
  const clock = createManualClock();
  const throttle = createThrottle({
    limiter: createRateLimiter({ clock }),
    events: createEvents(() => undefined),
    metrics: createMetrics(),
    clock,
  });
  const protect = throttle.protect(policy);
  const metered = throttle.meter(policy);
  if (metered === undefined) throw new Error("nothing is metered");
  const meter = sabotage(metered);
  return (principal: Principal) => {
    const context = new RequestContext({ headers: {} } as never, {} as never, { policy } as never, {
      requestId: "request",
      startedAt: 0,
      clientAddress: "192.0.2.1",
      secure: true,
      params: {},
    });
    void protect?.(context);
    context.principal = principal;
    const announced = () => {
      const at = context.replyHeaders.indexOf("RateLimit-Policy");
      return context.replyHeaders[at + 1] ?? "";
    };
    try {
      void meter(context);
      return { admitted: true, announced: announced() };
    } catch {
      return { admitted: false, announced: announced() };
    }
  };
};

const limitOf = (policy: Policy, caller: Who): number => {
  const [rule] = policy.limits;
  return rule === undefined ? 0 : (windowsFor(rule, caller)[0]?.limit ?? 0);
};

/** For any tier, role and number of calls: admitted is min(calls, limit); a change acts at once. */
const held = (sabotage: Break) =>
  fc.property(
    fc.record({
      base: fc.integer({ min: 1, max: 60 }),
      tiers: amounts(TIERS),
      roles: amounts(ROLES),
      first: who,
      next: who,
      calls: fc.tuple(fc.integer({ min: 0, max: 70 }), fc.integer({ min: 0, max: 70 })),
    }),
    ({ base, tiers, roles, first, next, calls }) => {
      const policy = policyOf({ rule: `${base}/hour`, tiers, roles });
      const ask = gateOf(policy, sabotage);
      const admit = (caller: Who, times: number): number => {
        let admitted = 0;
        for (let call = 0; call < times; call += 1) {
          const answer = ask(principalOf("anna", caller));
          if (answer.admitted) admitted += 1;
          expect(answer.announced).toBe(`"GET /thing";q=${limitOf(policy, caller)};w=3600`);
        }
        return admitted;
      };
      const before = admit(first, calls[0]);
      expect(before).toBe(Math.min(calls[0], limitOf(policy, first)));
      const left = Math.max(0, limitOf(policy, next) - before);
      expect(admit(next, calls[1])).toBe(Math.min(calls[1], left));
    },
  );

const ignoresTiers: Break = (stage) => (context) => {
  const { principal } = context;
  if (principal !== undefined) context.principal = { ...principal, tier: "none", role: "none" };
  return stage(context);
};

const remembersTiers: Break = (stage) => {
  const known = new Map<string, Principal>();
  return (context) => {
    const { principal } = context;
    if (principal !== undefined) {
      const first = known.get(principal.userId) ?? principal;
      known.set(principal.userId, first);
      context.principal = first;
    }
    return stage(context);
  };
};

describe("P-036: limits by tier and role", () => {
  const runs = { numRuns: 120 };
  it("RL-06, RL-09, P-036: any tier, role and number of calls; a change acts on the next call", () => {
    fc.assert(
      held((stage) => stage),
      runs,
    );
  });

  it("P-036: a tier that is ignored, and one that is kept after an upgrade, are found", () => {
    expect(fc.check(held(ignoresTiers), runs).failed).toBe(true);
    expect(fc.check(held(remembersTiers), runs).failed).toBe(true);
  });
});
