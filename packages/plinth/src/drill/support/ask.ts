import { performance } from "node:perf_hooks";

/** How an ask is made; GET without anything by default. */
export interface AskOptions {
  readonly method?: "GET" | "POST";
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Longest wait for the whole answer; 10 s if not given. */
  readonly timeoutMs?: number;
}

/** What came back. */
export interface Heard {
  /** 0 where nothing came. */
  readonly status: number;
  /** Milliseconds from asking to the end of the answer. */
  readonly ms: number;
  readonly type: string;
  /** The body where it is a JSON object. */
  readonly json: Readonly<Record<string, unknown>>;
  readonly cookies: readonly string[];
  readonly retryAfter: string | undefined;
}

const DEFAULT_MS = 10_000;

const parse = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
};

/** Asks and never throws: what does not answer in time has status 0. */
export const ask = async (url: string, options: AskOptions = {}): Promise<Heard> => {
  const { method = "GET", body, headers, timeoutMs = DEFAULT_MS } = options;
  const began = performance.now();
  try {
    const answer = await fetch(url, {
      method,
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      ms: performance.now() - began,
      type: answer.headers.get("content-type") ?? "",
      json: parse(text),
      cookies: answer.headers.getSetCookie(),
      retryAfter: answer.headers.get("retry-after") ?? undefined,
    };
  } catch {
    const ms = performance.now() - began;
    return { status: 0, ms, type: "", json: {}, cookies: [], retryAfter: undefined };
  }
};

/** Waits until `isSo` says yes, asking again and again; false after `limitMs`. */
export const waitFor = async (
  isSo: () => boolean | Promise<boolean>,
  limitMs: number,
  pauseMs = 20,
): Promise<boolean> => {
  const end = performance.now() + limitMs;
  while (performance.now() < end) {
    if (await isSo()) return true;
    await pause(pauseMs);
  }
  return false;
};

/** Waits that long. */
export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
