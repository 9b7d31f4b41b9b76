import type { Dependencies, DependencyDeclaration } from "#resilience";
import type { OutboundClient, OutboundRequest, OutboundResponse } from "./client.ts";

/** Somebody's HTTP service that an application depends on. */
export interface HttpDependencyDeclaration
  extends Omit<DependencyDeclaration, "isFailure" | "askedPauseMs"> {
  /** Where it is declared. */
  readonly dependencies: Dependencies;
  /** What calls it. */
  readonly outbound: OutboundClient;
}

/** A request, and how it may be repeated; its time is the dependency's. */
export interface HttpDependencyRequest extends Omit<OutboundRequest, "timeoutMs"> {
  /** Default: true for GET and HEAD, else false. */
  readonly isIdempotent?: boolean;
  /** Milliseconds for all attempts and pauses together. Default three times the limit of one. */
  readonly withinMs?: number;
}

/** Calls a declared service. */
export interface HttpDependency {
  readonly name: string;
  /**
   * The answer, whatever its status: 5xx and 429 too, once no attempt is left.
   * @throws {AppError} DEPENDENCY_UNAVAILABLE, DEPENDENCY_OVERLOADED, DEPENDENCY_TIMEOUT, or a code of
   * the OUTBOUND family; else the reason of `signal`.
   */
  readonly request: (
    url: string | URL,
    request?: HttpDependencyRequest,
  ) => Promise<OutboundResponse>;
}

/** An answer that speaks against who gave it. Caught here; nobody else sees one. */
class FailedAnswer extends Error {
  readonly answer: OutboundResponse;

  constructor(answer: OutboundResponse) {
    super(`status ${answer.status}`);
    this.name = `Status${answer.status}`;
    this.answer = answer;
  }
}

/** Faults of what was asked, not of who was asked. */
const OWN_FAULTS: readonly unknown[] = [
  "OUTBOUND_URL_REFUSED",
  "OUTBOUND_REQUEST_REFUSED",
  "OUTBOUND_REDIRECT_REFUSED",
  "OUTBOUND_ANSWER_TOO_LARGE",
];

const isFailure = (fault: unknown): boolean =>
  !OWN_FAULTS.includes((fault as { readonly code?: unknown } | undefined)?.code);

const SECOND_MS = 1_000;

/** Retry-After in milliseconds: seconds, or a date by the sender's own clock (RFC 9110, 10.2.3). */
export const retryAfterMs = ({
  headers: { "retry-after": after, date },
}: Pick<OutboundResponse, "headers">): number | undefined => {
  if (after === undefined) return undefined;
  if (/^\d{1,9}$/.test(after)) return Number(after) * SECOND_MS;
  const pause = Date.parse(after) - Date.parse(date ?? "");
  return Number.isNaN(pause) ? undefined : Math.max(0, pause);
};

const askedPauseMs = (fault: unknown): number | undefined =>
  fault instanceof FailedAnswer ? retryAfterMs(fault.answer) : undefined;

/**
 * Declares an HTTP service: 5xx, 429, silence and broken connections speak against it, other statuses
 * do not. Retry-After is waited for where the time of the call allows it; else the answer is given as
 * it came.
 */
export const createHttpDependency = (declaration: HttpDependencyDeclaration): HttpDependency => {
  const { dependencies, outbound, ...rest } = declaration;
  const { name, limitMs } = declaration;
  const dependency = dependencies.declare({ ...rest, isFailure, askedPauseMs });
  return {
    name,
    request: async (url, request = {}) => {
      const { isIdempotent, withinMs = 3 * limitMs, signal, ...outgoing } = request;
      const method = outgoing.method ?? "GET";
      const options = {
        isIdempotent: isIdempotent ?? (method === "GET" || method === "HEAD"),
        withinMs,
        ...(signal === undefined ? {} : { signal }),
      };
      try {
        return await dependency.call(async (call) => {
          const timed = { ...outgoing, signal: call.signal, timeoutMs: limitMs };
          const answer = await outbound.request(url, timed);
          if (answer.status >= 500 || answer.status === 429) throw new FailedAnswer(answer);
          return answer;
        }, options);
      } catch (fault) {
        if (fault instanceof FailedAnswer) return fault.answer;
        throw fault;
      }
    },
  };
};
