import { createLocalAddresses } from "#core";
import {
  createJourneys,
  type JourneyText,
  type LoadPlan,
  type LoadResult,
  resultOf,
  runLoad,
} from "#load";
import { FORWARDED } from "../instance/settings.ts";
import { createObserver } from "../load/observe.ts";
import { ownVersion } from "../own-version.ts";

/** Users from one address of this machine. */
const USERS_PER_ADDRESS = 250;
/** More users than this come over some time, or the queue of a listener overflows. */
const AT_ONCE = 1_000;
const TIMEOUT_MS = 20_000;

/** One load on a server of this machine. */
export interface Drive {
  /** Such as http://127.0.0.1:8000. */
  readonly url: string;
  readonly journeys: readonly JourneyText[];
  readonly model: LoadPlan["model"];
  readonly durationMs: number;
  /** Pause of a user after each answer. */
  readonly thinkMs?: number;
  /** Asks the server whether it counts the same. */
  readonly isConfirmed?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** A journey of one request with these headers, as if it came through the proxy. */
export const request = (
  path: string,
  headers: Readonly<Record<string, string>> = {},
  name = path,
): JourneyText => ({ name, steps: [{ path, name, headers: { ...FORWARDED, ...headers } }] });

/** Sends the load and measures it (room load). */
export const drive = async (options: Drive): Promise<LoadResult> => {
  const url = new URL(options.url);
  const { model } = options;
  const connections = model.kind === "closed" ? model.users : model.connections;
  const addresses = Math.ceil(connections / USERS_PER_ADDRESS);
  const nextAddress = createLocalAddresses({
    bytes: (count) => crypto.getRandomValues(Buffer.alloc(count)),
  });
  const common = { host: url.host, basePath: "", headers: {} };
  const plan: LoadPlan = {
    ...createJourneys(options.journeys, common, options.thinkMs ?? 0),
    endpoint: { host: url.hostname, port: Number(url.port), tlsName: undefined, isInsecure: false },
    sources: addresses < 2 ? [] : Array.from({ length: addresses }, nextAddress),
    model,
    rampMs: model.kind === "closed" && connections > AT_ONCE ? Math.ceil(connections / 2) : 0,
    durationMs: options.durationMs,
    timeoutMs: TIMEOUT_MS,
    isExpected: (status) => status >= 200 && status < 400,
    random: Math.random,
  };
  const observer =
    options.isConfirmed === true ? createObserver(plan.endpoint, url.host) : undefined;
  const startedAt = new Date().toISOString();
  const measured = await runLoad(plan, {
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(observer === undefined ? {} : { onBegin: observer.begin, onEnd: observer.end }),
  });
  const { confirmation } = measured;
  return {
    ...resultOf(plan, measured, {
      tool: { name: "plinth load", version: ownVersion() },
      command: "plinth bench",
      target: url.href,
      startedAt,
      finishedAt: new Date().toISOString(),
    }),
    objectives: [],
    ...(confirmation === undefined ? {} : { confirmation }),
  };
};
