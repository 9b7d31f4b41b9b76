import { ApiError, isApiError, type Problem } from "./api-error.ts";
import { createCsrfTokens } from "./csrf.ts";
import type { FetchLike, OnSent } from "./form-fetch.ts";
import { type StepUpAnswer, type StepUpNeed, withStepUp } from "./step-up.ts";

/** What the client is built with. */
export interface ApiClientOptions {
  /** Defaults to the platform's fetch. */
  readonly fetch?: FetchLike;
  /** Origin and prefix before every path; "" means this page's origin. */
  readonly baseUrl?: string;
  /** The language of the page, which answers and mails are to be in; the browser's where absent. */
  readonly language?: () => string;
  /** Milliseconds a call may take, unless the call says otherwise. */
  readonly timeoutMs?: number;
  /** Gives the signal that ends a call after so many milliseconds. */
  readonly createTimeout?: (milliseconds: number) => AbortSignal;
  /** Called when the server says that nobody is signed in (any more). */
  readonly onSignedOut?: () => void;
  /** Sees every reply that arrived, refusals too; it must not read the body. */
  readonly onAnswer?: (answer: Response) => void;
  /** Called when no reply arrived: the moment to test whether the server is reachable. */
  readonly onUnreachable?: () => void;
  /**
   * Called when the server wants a newer or a stronger proof of who is there (RFC 9470). Once it
   * is given the call is sent again; where nobody can be asked the refusal is the result.
   */
  readonly onStepUp?: (need: StepUpNeed) => Promise<StepUpAnswer>;
}

/** One call. */
export interface ApiRequest {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, with its files; in the place of `body`. */
  readonly form?: FormData;
  /** Hears how much of the form has left. */
  readonly onSent?: OnSent;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  /** The same for the same request sent again: routes with `idempotent` then do it once (P-090). */
  readonly idempotencyKey?: string;
  /** False for the calls by which a person proves who they are: they must not ask for that. */
  readonly mayStepUp?: boolean;
}

/** Calls of the server. Every failure is an ApiError. */
export interface ApiClient {
  /** Sends one request and gives the parsed JSON reply; undefined for an empty one. */
  readonly request: <T>(request: ApiRequest) => Promise<T>;
  readonly get: <T>(path: string, signal?: AbortSignal) => Promise<T>;
  readonly post: <T>(path: string, body?: unknown, signal?: AbortSignal) => Promise<T>;
  readonly remove: <T>(path: string, signal?: AbortSignal) => Promise<T>;
  /** Forgets the cached CSRF token; call it when the session changes. */
  readonly forgetSession: () => void;
}

const defaultTimeoutMs = 15_000;

/**
 * Builds the client: JSON in and out, cookies of this origin, CSRF token fetched when first
 * needed and once again when the server refuses it (WEB-08), a time-out on every wait.
 */
export const createApiClient = (options: ApiClientOptions = {}): ApiClient => {
  const send = createSender(options);
  const csrf = createCsrfTokens(async () => {
    const reply = await send({ path: "/api/csrf-token" }, undefined);
    return readToken(reply);
  });

  const sendWithToken = async (request: ApiRequest): Promise<unknown> => {
    const token = await csrf.current();
    try {
      return await send(request, token);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "CSRF_ERROR") throw error;
      return send(request, await csrf.renew());
    }
  };
  const sendOnce = (call: ApiRequest): Promise<unknown> =>
    (call.method ?? "GET") === "GET" ? send(call, undefined) : sendWithToken(call);

  let changes = 0;
  const forgetSession = (): void => {
    changes += 1;
    csrf.forget();
  };
  /** A call that left with the cookie of before a change of the session is sent again. */
  const sendInSession = async (call: ApiRequest): Promise<unknown> => {
    const before = changes;
    try {
      return await sendOnce(call);
    } catch (error) {
      if (!isApiError(error, "AUTHENTICATION_ERROR") || before === changes) throw error;
      return sendOnce(call);
    }
  };
  const { onStepUp } = options;
  const sendProven =
    onStepUp === undefined
      ? sendInSession
      : withStepUp({ send: sendInSession, ask: onStepUp, onProven: forgetSession });

  const request = async <T>(call: ApiRequest): Promise<T> => {
    try {
      return (await sendProven(call)) as T;
    } catch (error) {
      if (error instanceof ApiError) {
        if (error.code === "AUTHENTICATION_ERROR") options.onSignedOut?.();
        if (error.code === "NETWORK_ERROR" || error.code === "CLIENT_TIMEOUT") {
          options.onUnreachable?.();
        }
      }
      throw error;
    }
  };

  return {
    request,
    get: (path, signal) => request({ path, ...(signal === undefined ? {} : { signal }) }),
    post: (path, body, signal) =>
      request({ method: "POST", path, body, ...(signal === undefined ? {} : { signal }) }),
    remove: (path, signal) =>
      request({ method: "DELETE", path, ...(signal === undefined ? {} : { signal }) }),
    forgetSession,
  };
};

const bodyOf = ({ body, form }: ApiRequest): Pick<RequestInit, "body"> => {
  if (form !== undefined) return { body: form };
  return body === undefined ? {} : { body: JSON.stringify(body) };
};

/** Forms that tell how far they are go another way, loaded when one is sent. */
const senderOf = async ({ onSent }: ApiRequest, plain: FetchLike): Promise<FetchLike> =>
  onSent === undefined ? plain : (await import("./form-fetch.ts")).createFormFetch(onSent);

const createSender =
  (options: ApiClientOptions) =>
  async (request: ApiRequest, token: string | undefined): Promise<unknown> => {
    const plain: FetchLike = options.fetch ?? ((input, init) => fetch(input, init));
    const createTimeout = options.createTimeout ?? ((ms) => AbortSignal.timeout(ms));
    const timeout = createTimeout(request.timeoutMs ?? options.timeoutMs ?? defaultTimeoutMs);
    const signal =
      request.signal === undefined ? timeout : AbortSignal.any([timeout, request.signal]);
    try {
      const response = await (await senderOf(request, plain))(
        `${options.baseUrl ?? ""}${request.path}`,
        {
          method: request.method ?? "GET",
          headers: {
            accept: "application/json, application/problem+json",
            ...(options.language === undefined ? {} : { "accept-language": options.language() }),
            ...(request.body === undefined ? {} : { "content-type": "application/json" }),
            ...(token === undefined ? {} : { "x-csrf-token": token }),
            ...(request.idempotencyKey === undefined
              ? {}
              : { "idempotency-key": `"${request.idempotencyKey}"` }),
          },
          credentials: "same-origin",
          ...bodyOf(request),
          signal,
        },
      );
      options.onAnswer?.(response);
      return await readReply(response);
    } catch (error) {
      if (error instanceof ApiError) throw error;
      throw toLocalError(error, request.signal, timeout);
    }
  };

/** Reads the body inside the time-out: a reply that stalls half-way must end too. */
const readReply = async (response: Response): Promise<unknown> => {
  const text = await response.text();
  const value = parseJson(text);
  if (response.ok) {
    if (text === "") return undefined;
    if (value === undefined) throw new ApiError({ code: "BAD_REPLY", status: response.status });
    return value;
  }
  const problem = typeof value === "object" && value !== null ? (value as Problem) : {};
  const retryAfterSeconds = readRetryAfter(response.headers.get("retry-after"));
  throw new ApiError({
    code: typeof problem.code === "string" ? problem.code : `HTTP_${response.status}`,
    status: response.status,
    problem,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const readRetryAfter = (value: string | null): number | undefined => {
  const seconds = Number(value);
  return value !== null && Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
};

const readToken = (reply: unknown): string => {
  const token = (reply as { token?: unknown } | undefined)?.token;
  if (typeof token !== "string") throw new ApiError({ code: "BAD_REPLY", status: 200 });
  return token;
};

const toLocalError = (
  cause: unknown,
  caller: AbortSignal | undefined,
  timeout: AbortSignal,
): ApiError => {
  if (caller?.aborted === true) return new ApiError({ code: "CANCELLED", status: 0, cause });
  const code = timeout.aborted ? "CLIENT_TIMEOUT" : "NETWORK_ERROR";
  return new ApiError({ code, status: 0, cause });
};
