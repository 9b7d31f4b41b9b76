import { performance } from "node:perf_hooks";
import {
  type Clock,
  createIdGenerator,
  isUuid,
  type StartTimer,
  systemClock,
  systemTimer,
} from "#core";
import { compilePolicies } from "#policy";
import { createLogger, createMetrics } from "#telemetry";
import { createEventStreams } from "./events/event-streams.ts";
import { createKernel } from "./kernel.ts";
import type { StageSet } from "./lifecycle.ts";
import { createSender } from "./reply/send.ts";
import { createOriginResolver, type OriginResolver } from "./request/address.ts";
import type { Authenticator } from "./request/principal.ts";
import { type Route, route } from "./route.ts";
import { createHttpServer, type ServerOptions } from "./server.ts";
import { authenticateStage, authorizeStage } from "./stages/access.ts";
import { readStage } from "./stages/read.ts";
import { createRecorder } from "./stages/record.ts";
import { validateStage } from "./stages/validate.ts";

const unmatched = route.get(
  "/*",
  {
    access: { public: true, because: "answers 404 and 405" },
    summary: "Unknown paths",
    responses: { 204: null },
  },
  () => undefined,
);

/** The kernel alone on a free port: the stages of the http room, none of protection. */
export const startKernel = async (
  routes: readonly Route[],
  options: {
    readonly authenticator?: Authenticator;
    readonly resolveOrigin?: OriginResolver;
    /** For the age of proofs. */
    readonly clock?: Clock;
    readonly stages?: Partial<StageSet>;
    readonly checkAnswers?: boolean;
    readonly startTimer?: StartTimer;
    readonly server?: ServerOptions;
    readonly streams?: { readonly perCaller: number; readonly total: number };
  } = {},
) => {
  const problems: string[] = [];
  const declared = [...routes, unmatched].map(({ method, path, declaration }) => ({
    method,
    path,
    declaration,
    module: "test",
  }));
  const policies = compilePolicies(declared, { limit: "100/minute" }, problems);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  const lines: string[] = [];
  const log = createLogger({
    level: "info",
    clock: systemClock,
    component: "test",
    destination: { write: (line) => void lines.push(line) },
  });
  const metrics = createMetrics();
  const random = { bytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)) };
  const replyHeaders = () => ["X-Content-Type-Options", "nosniff"];
  const recorder = createRecorder({
    metrics,
    log,
    clock: systemClock,
    monotonic: () => performance.now(),
  });
  const server = createHttpServer(
    createKernel({
      routes: policies.slice(0, -1).map((policy, index) => ({
        policy,
        handler: routes[index]?.handler ?? (() => undefined),
      })),
      unmatched: policies.at(-1) ?? (undefined as never),
      stages: {
        protect: [],
        meter: [],
        inspect: [],
        handle: [],
        read: [readStage],
        authenticate: [
          authenticateStage(
            options.authenticator ?? { cookieName: "sid", authenticate: () => undefined },
          ),
        ],
        authorize: [authorizeStage(() => undefined, options.clock ?? systemClock)],
        validate: [validateStage],
        ...options.stages,
      },
      preflight: () => undefined,
      replyHeaders,
      sender: createSender({
        replyHeaders,
        publicUrl: () => "http://test",
        clock: systemClock,
        isClosing: () => server.isDraining(),
      }),
      recorder,
      resolveOrigin: options.resolveOrigin ?? createOriginResolver([]),
      newRequestId: createIdGenerator(systemClock, random),
      acceptRequestId: isUuid,
      monotonic: () => performance.now(),
      startTimer: options.startTimer ?? systemTimer,
      stillHolds: (principal) => options.authenticator?.holds?.(principal) ?? true,
      eventStreams: createEventStreams({
        limits: options.streams ?? { perCaller: 10, total: 100 },
        metrics,
      }),
      log,
      checkAnswers: options.checkAnswers ?? true,
    }),
    { metrics, ...options.server },
  );
  const { port } = await server.listen({ host: "127.0.0.1", port: 0 });
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    port,
    lines,
    metrics,
    recorder,
    server,
    fetch: (path: string, init?: RequestInit) => fetch(url + path, init),
    json: async (path: string, init?: RequestInit) => {
      const response = await fetch(url + path, init);
      return { response, body: (await response.json()) as Record<string, unknown> };
    },
    stop: () => server.drain(1000),
  };
};

/** A running kernel. */
export type TestKernel = Awaited<ReturnType<typeof startKernel>>;

/** Sends JSON. */
export const post = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  headers: { "Content-Type": "application/json", ...headers },
  body: typeof body === "string" ? body : JSON.stringify(body),
});
