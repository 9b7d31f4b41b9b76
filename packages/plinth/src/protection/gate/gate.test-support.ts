import { createEvents, createIdGenerator, createManualClock, type SecurityEvent } from "#core";
import { createSecureRandom } from "#crypto";
import { RequestContext } from "#http";
import { createGate, type GateParts } from "#protection/gate";
import { createLogger, createMetrics } from "#telemetry";

/** What the gate says to one request. */
export type Verdict =
  | { readonly passed: true }
  | {
      readonly passed: false;
      readonly code: string;
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly extra: Readonly<Record<string, unknown>>;
    };

const PASSED: Verdict = { passed: true };

/** A gate on its own, asked as the lifecycle asks it; time stands still until it is moved. */
export const gateBench = (options: Partial<GateParts> = {}) => {
  const clock = createManualClock();
  const events = createEvents((fault) => {
    throw fault;
  });
  const security: SecurityEvent[] = [];
  events.on("security", (event) => security.push(event));
  const metrics = createMetrics();
  const gate = createGate({
    clock,
    events,
    metrics,
    log: createLogger({
      level: "error",
      clock,
      component: "test",
      destination: { write: () => undefined },
    }),
    newId: createIdGenerator(clock, createSecureRandom()),
    trustedProxies: [],
    allowed: [],
    denied: [],
    threshold: 100,
    needsProxy: false,
    ...options,
  });
  const known = gate.protect({ path: "/thing" } as never);
  const unknown = gate.protect({ path: "(unmatched)" } as never);
  const ask = (
    from: string,
    request: {
      readonly isUnknown?: boolean;
      readonly forwardedFor?: string;
      readonly secure?: boolean;
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ): Verdict => {
    const { isUnknown = false, forwardedFor, secure = false } = request;
    const forwarded = forwardedFor === undefined ? {} : { "x-forwarded-for": forwardedFor };
    const headers = { ...forwarded, ...request.headers };
    const context = new RequestContext(
      { method: "GET", headers } as never,
      {} as never,
      {} as never,
      {
        requestId: "request",
        startedAt: 0,
        clientAddress: from,
        secure,
        params: {},
      },
    );
    try {
      void (isUnknown ? unknown : known)?.(context);
      return PASSED;
    } catch (fault) {
      return { ...(fault as Omit<Verdict & { passed: false }, "passed">), passed: false };
    }
  };
  return {
    clock,
    events,
    security,
    metrics,
    gate,
    ask,
    /** Looks for paths that are not there until the gate is shut; how often that passed. */
    probe: (from: string, most = 200, headers: Readonly<Record<string, string>> = {}): number => {
      let passed = 0;
      while (passed < most && ask(from, { isUnknown: true, headers }).passed) passed += 1;
      return passed;
    },
  };
};
