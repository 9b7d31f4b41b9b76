/** One fault of an input as the server reports it; `field` is a path such as "body.email". */
export interface FieldFault {
  readonly field: string;
  readonly rule: string;
  readonly message: string;
}

/** A problem document (RFC 9457) with the members every Plinth server adds. */
export interface Problem {
  readonly type?: string;
  readonly title?: string;
  readonly status?: number;
  readonly detail?: string;
  readonly instance?: string;
  readonly code?: string;
  readonly details?: readonly FieldFault[];
  readonly requestId?: string;
  readonly timestamp?: string;
  readonly documentationUrl?: string;
  readonly [member: string]: unknown;
}

/** Codes the client makes itself, for what never became a reply of the server. */
export type LocalCode =
  | "NETWORK_ERROR"
  | "CLIENT_TIMEOUT"
  | "CANCELLED"
  | "BAD_REPLY"
  | "STEP_UP_CANCELLED";

/** What an ApiError is built from. */
export interface ApiErrorOptions {
  readonly code: string;
  /** HTTP status; 0 when no reply arrived. */
  readonly status: number;
  readonly problem?: Problem;
  /** Seconds of a Retry-After header, when there was one. */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** A call that did not succeed. Show it with `describeError`, never by its message. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly problem: Problem;
  readonly faults: readonly FieldFault[];
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(options: ApiErrorOptions) {
    super(
      `${options.code} (${options.status})`,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.name = "ApiError";
    this.code = options.code;
    this.status = options.status;
    this.problem = options.problem ?? {};
    this.faults = readFaults(this.problem.details);
    this.requestId =
      typeof this.problem.requestId === "string" ? this.problem.requestId : undefined;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** Keeps only well-formed faults: a proxy or an old server may send anything. */
const readFaults = (details: unknown): readonly FieldFault[] => {
  if (!Array.isArray(details)) return [];
  return details.filter(
    (fault): fault is FieldFault =>
      typeof fault === "object" &&
      fault !== null &&
      typeof (fault as FieldFault).field === "string" &&
      typeof (fault as FieldFault).rule === "string",
  );
};

/** True for an error of this client with the code. */
export const isApiError = (error: unknown, code?: string): error is ApiError =>
  error instanceof ApiError && (code === undefined || error.code === code);

/** True where the server said that this person may not look, or not any more. */
export const isRefused = (error: unknown): boolean =>
  isApiError(error) && (error.status === 401 || error.status === 403);

/** True for what a person stopped themselves: nothing has to be said about it. */
export const isQuiet = (error: unknown): boolean =>
  isApiError(error, "CANCELLED") || isApiError(error, "STEP_UP_CANCELLED");
