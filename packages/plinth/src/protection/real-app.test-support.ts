import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import {
  createEvents,
  createIdGenerator,
  createManualClock,
  isUuid,
  Secret,
  type SecurityEvent,
} from "#core";
import { createKeyring, createSecureRandom } from "#crypto";
import {
  type Authenticator,
  authenticateStage,
  authorizeStage,
  createEventStreams,
  createHttpServer,
  createKernel,
  createOriginResolver,
  createRecorder,
  createSender,
  type Principal,
  type Route,
  readStage,
  validateStage,
} from "#http";
import { compilePolicies } from "#policy";
import { createCors } from "#protection/cors";
import { createCsrf } from "#protection/csrf";
import { createReplyHeaders } from "#protection/headers";
import { createInspection, type Detector } from "#protection/inspect";
import { createThrottle } from "#protection/throttle";
import { createRateLimiter, type RateLimiter } from "#services/ratelimit";
import { createLogger, createMetrics } from "#telemetry";

/** What a test chooses; the rest is as in an application. */
export interface RealAppOptions {
  readonly routes: readonly Route[];
  readonly limit?: string;
  readonly allowedOrigins?: readonly string[];
  readonly trustedProxies?: readonly string[];
  readonly publicUrl?: string;
  readonly limiter?: RateLimiter;
  readonly detectors?: readonly Detector[];
}

/** One call; `from` is the loopback address it comes from. */
export interface RealCall {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: unknown;
  /** Sends the headers and never the body. */
  readonly withholdBody?: boolean;
  readonly from?: string;
}

/** One answer. */
export interface RealAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Name, value, name, value, as they came. */
  readonly rawHeaders: readonly string[];
  readonly text: string;
}

/**
 * The caller of every credential: cookie `session=anna` and bearer `anna` are user anna;
 * `anna~premium` is anna in tier premium.
 */
const principalOf = (text: string, method: Principal["method"]): Principal => ({
  userId: text.split(/[.~]/)[0] ?? text,
  role: text.startsWith("admin") ? "admin" : "user",
  permissions: [],
  tier: text.split("~")[1] ?? "free",
  sessionId: `session of ${text}`,
  method,
  assurance: 1,
  authenticatedAt: 0,
  lacksSecondFactor: false,
});

const authenticator: Authenticator = {
  cookieName: "session",
  authenticate: ({ cookie, bearer }) => {
    if (bearer !== undefined) return principalOf(bearer, "bearer");
    return cookie === undefined ? undefined : principalOf(cookie, "cookie");
  },
};

const inspection = (options: RealAppOptions) => ({
  detectors: options.detectors ?? [],
  ownCookies: [authenticator.cookieName],
});

const compile = (options: RealAppOptions) => {
  const problems: string[] = [];
  const declared = options.routes.map(({ method, path, declaration }) => ({
    method,
    path,
    module: "test",
    declaration,
  }));
  const unmatched = {
    method: "GET" as const,
    path: "/*",
    module: "test",
    declaration: {
      access: { public: true as const, because: "answers unknown paths" },
      summary: "Any path that no route covers",
      responses: { 204: null },
    },
  };
  const defaults = { limit: options.limit ?? "100/minute, 1000/hour" };
  const policies = compilePolicies([...declared, unmatched], defaults, problems);
  const last = policies.at(-1);
  if (problems.length > 0 || last === undefined) throw new RangeError(problems.join("\n"));
  return { policies: policies.slice(0, -1), unmatched: last };
};

const send = (port: number, call: RealCall): Promise<RealAnswer> =>
  new Promise((resolve, reject) => {
    const body = call.body === undefined ? undefined : JSON.stringify(call.body);
    const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
    const type = body === undefined ? {} : { "content-type": "application/json" };
    const request = httpRequest(
      {
        host: "127.0.0.1",
        port,
        agent: false,
        method: call.method ?? "GET",
        path: call.path,
        headers: { ...type, ...length, ...call.headers } as Record<string, string>,
        timeout: 5_000,
        ...(call.from === undefined ? {} : { localAddress: call.from }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const { statusCode = 0, headers, rawHeaders } = response;
          resolve({
            status: statusCode,
            headers,
            rawHeaders,
            text: Buffer.concat(chunks).toString(),
          });
          request.destroy();
        });
      },
    );
    request.on("timeout", () => request.destroy(new Error("no answer within 5 s")));
    request.on("error", reject);
    if (call.withholdBody === true) request.flushHeaders();
    else request.end(body);
  });

/**
 * A small real application on a loopback port: the kernel, the server and every protection, wired
 * as in the composition. For the tests of this room; time stands still until a test moves it.
 */
export const startRealApp = async (options: RealAppOptions) => {
  const clock = createManualClock();
  const random = createSecureRandom();
  const events = createEvents((fault) => {
    throw fault;
  });
  const security: SecurityEvent[] = [];
  events.on("security", (event) => security.push(event));
  const metrics = createMetrics();
  const lines: string[] = [];
  const log = createLogger({
    level: "info",
    clock,
    component: "test",
    destination: { write: (line) => lines.push(line) },
  });
  let publicUrl = options.publicUrl ?? "";
  const allowedOrigins = options.allowedOrigins ?? [];
  const limiter = options.limiter ?? createRateLimiter({ clock });
  const throttle = createThrottle({
    limiter,
    events,
    metrics,
    clock,
  });
  const cors = createCors({ allowedOrigins });
  const keyring = createKeyring(new Secret("a secret that is only for these tests, 32+"));
  const csrf = createCsrf({
    hmac: keyring.hmac,
    ownOrigin: () => publicUrl,
    allowedOrigins,
    events,
    metrics,
  });
  const replyHeaders = createReplyHeaders();
  const { policies, unmatched } = compile(options);
  const server = createHttpServer(
    createKernel({
      routes: policies.map((policy, index) => ({
        policy,
        handler: options.routes[index]?.handler ?? (() => undefined),
      })),
      unmatched,
      stages: {
        protect: [cors.protect, throttle.protect],
        read: [readStage],
        authenticate: [authenticateStage(authenticator)],
        authorize: [authorizeStage(() => undefined, clock), csrf.authorize],
        meter: [throttle.meter],
        validate: [validateStage],
        inspect: [createInspection({ events, metrics, clock, log, ...inspection(options) })],
        handle: [],
      },
      preflight: cors.preflight,
      replyHeaders,
      sender: createSender({
        replyHeaders,
        publicUrl: () => publicUrl,
        clock,
        isClosing: () => server.isDraining(),
      }),
      recorder: createRecorder({ metrics, log, clock, monotonic: () => performance.now() }),
      resolveOrigin: createOriginResolver(options.trustedProxies ?? []),
      newRequestId: createIdGenerator(clock, random),
      acceptRequestId: isUuid,
      monotonic: () => performance.now(),
      startTimer: clock.startTimer,
      stillHolds: () => true,
      eventStreams: createEventStreams({ limits: { perCaller: 10, total: 100 }, metrics }),
      log,
      checkAnswers: true,
    }),
    { faultHeaders: replyHeaders("json", false) },
  );
  const { port } = await server.listen({ host: "127.0.0.1", port: 0 });
  if (publicUrl === "") publicUrl = `http://127.0.0.1:${port}`;
  return {
    url: publicUrl,
    port,
    clock,
    security,
    lines,
    metrics,
    limiter,
    throttle,
    policies,
    call: (call: RealCall) => send(port, call),
    tokenFor: (session: string) => csrf.tokenFor(principalOf(session, "cookie")),
    stop: () => server.drain(0),
  };
};

/** A running small application. */
export type RealApp = Awaited<ReturnType<typeof startRealApp>>;
