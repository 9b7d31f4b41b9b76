import type { Secret } from "#core";

/** What a service says of itself, from /health and /ready together. */
export interface HealthView {
  readonly url: string;
  readonly status: string;
  readonly isReady: boolean;
  /** Required parts that are down. */
  readonly failed: readonly string[];
  readonly version: string;
  readonly environment: string;
  /** State of every part: "ok", "degraded", "failed", "unknown", "not configured". */
  readonly components: Readonly<Record<string, string>>;
  /** The figures of /health; only callers on its machine or with OPS_TOKEN are given them. */
  readonly figures?: Readonly<Record<string, unknown>>;
}

/** A view, or one phrase that says why there is none. */
export type HealthAnswer =
  | { readonly ok: true; readonly view: HealthView }
  | { readonly ok: false; readonly url: string; readonly reason: string };

/** Larger answers are not health reports. */
const MAX_BYTES = 262_144;

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

class NoReport extends Error {}

const readText = async (response: Response): Promise<string> => {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > MAX_BYTES) throw new NoReport("answers with more than a health report");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
};

const ask = async (
  url: string,
  signal: AbortSignal,
  token: Secret | undefined,
): Promise<{ readonly status: number; readonly fields: Fields }> => {
  const response = await fetch(url, {
    signal,
    // A redirect could carry the token elsewhere.
    redirect: "manual",
    headers: {
      accept: "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token.reveal()}` }),
    },
  });
  const text = await readText(response);
  try {
    const fields: unknown = JSON.parse(text);
    if (isFields(fields)) return { status: response.status, fields };
  } catch {
    // Said below in one way for everything that is no report.
  }
  throw new NoReport(`answers ${response.status} with something that is no health report`);
};

const texts = (value: unknown): Readonly<Record<string, string>> =>
  isFields(value)
    ? Object.fromEntries(Object.entries(value).map(([name, state]) => [name, String(state)]))
    : {};

const FIGURES = ["database", "redis", "system", "performance", "security"];

const viewOf = (url: string, health: Fields, ready: Fields, isReady: boolean): HealthView => {
  const figures = Object.fromEntries(
    FIGURES.filter((name) => name in health).map((name) => [name, health[name]]),
  );
  const { failed } = ready;
  return {
    url,
    status: String(health["status"]),
    isReady,
    failed: Array.isArray(failed) ? failed.map(String) : [],
    version: String(health["version"] ?? "?"),
    environment: String(health["environment"] ?? "?"),
    components: texts(ready["checks"]),
    ...(Object.keys(figures).length === 0 ? {} : { figures }),
  };
};

const reasonOf = (fault: unknown, timeoutMs: number): string => {
  if (fault instanceof NoReport) return fault.message;
  if (fault instanceof Error && fault.name === "TimeoutError") {
    return `did not answer within ${timeoutMs} ms`;
  }
  const cause = fault instanceof Error ? fault.cause : undefined;
  const code = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
  return `cannot be reached${code}`;
};

/** A token never travels in the clear, except within this machine. */
const isSafeForToken = (url: string): boolean =>
  /^https:\/\/|^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$)/.test(url);

/** Asks /health and /ready within one time-out. Never rejects. */
export const readHealth = async (options: {
  /** Without a slash at its end. */
  readonly url: string;
  readonly timeoutMs: number;
  readonly token: Secret | undefined;
}): Promise<HealthAnswer> => {
  const { url, timeoutMs } = options;
  const token = isSafeForToken(url) ? options.token : undefined;
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const [health, ready] = await Promise.all([
      ask(`${url}/health`, signal, token),
      ask(`${url}/ready`, signal, token),
    ]);
    const isReport = ["healthy", "degraded", "unhealthy"].includes(String(health.fields["status"]));
    if (!isReport || health.status !== 200) {
      throw new NoReport(`answers ${health.status} without saying how it is`);
    }
    return { ok: true, view: viewOf(url, health.fields, ready.fields, ready.status === 200) };
  } catch (fault) {
    return { ok: false, url, reason: reasonOf(fault, timeoutMs) };
  }
};
