/** One entry of the error catalogue: what a client may rely on, and what its page explains. */
export interface ErrorDefinition {
  /** HTTP status that goes with the code. */
  readonly status: number;
  /** Short human title, the same for every occurrence (RFC 9457 section 3.1.3). */
  readonly title: string;
  /** What it means and what to do; becomes the documentation page of the code. */
  readonly explanation: string;
}

/** Codes to definitions. Codes are UPPER_SNAKE and never change once published. */
export type ErrorCatalogue = Readonly<Record<string, ErrorDefinition>>;

/** One fault of an input, addressed by a path such as "body.email". */
export interface FieldFault {
  readonly field: string;
  readonly rule: string;
  readonly message: string;
}

/** What an occurrence adds to its definition. */
export interface AppErrorOptions {
  /** Text for this occurrence; safe to show to the client. Defaults to the title. */
  readonly detail?: string;
  /** Faults by field, for validation errors. */
  readonly faults?: readonly FieldFault[];
  /** Further members of the problem document; must be JSON and safe to show. */
  readonly extra?: Readonly<Record<string, unknown>>;
  /** Response headers, for example Retry-After or WWW-Authenticate. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The original failure; goes to the log, never to the client. */
  readonly cause?: unknown;
}

/** An error from a catalogue. Anything else that is thrown becomes INTERNAL_SERVER_ERROR. */
export class AppError extends Error {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly faults: readonly FieldFault[];
  readonly extra: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: string, definition: ErrorDefinition, options: AppErrorOptions = {}) {
    super(
      options.detail ?? definition.title,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.name = "AppError";
    this.code = code;
    this.status = definition.status;
    this.title = definition.title;
    this.faults = options.faults ?? [];
    this.extra = options.extra ?? {};
    this.headers = options.headers ?? {};
  }
}

/**
 * A refusal is an answer, not a fault: nobody reads where it was made, and to walk the stack for it
 * is a tenth of what a refused call costs (measured with a flood of sign-ins). What becomes a 5xx
 * keeps its stack, which goes to the log.
 */
const refusal = (
  code: string,
  definition: ErrorDefinition,
  options?: AppErrorOptions,
): AppError => {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return new AppError(code, definition, options);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
};

/** Builds an error of a catalogue by its code. */
export type ErrorFactories<C extends ErrorCatalogue> = {
  readonly [K in keyof C]: (options?: AppErrorOptions) => AppError;
};

/** A catalogue together with one factory per code: `errors.make.NOT_FOUND({ detail })`. */
export interface Errors<C extends ErrorCatalogue> {
  readonly catalogue: C;
  readonly make: ErrorFactories<C>;
}

/**
 * Declares the error codes of a room or module.
 * @throws {RangeError} when a code is not UPPER_SNAKE or a status is not 308, 4xx or 5xx.
 */
export const defineErrors = <const C extends ErrorCatalogue>(catalogue: C): Errors<C> => {
  for (const [code, definition] of Object.entries(catalogue)) {
    if (!/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(code)) {
      throw new RangeError(`error code ${code} is not UPPER_SNAKE`);
    }
    const { status } = definition;
    // 308 refuses too: what was asked is to be had elsewhere only.
    if ((status < 400 || status > 599) && status !== 308) {
      throw new RangeError(`error code ${code} has status ${status}, not 308, 4xx or 5xx`);
    }
  }
  const make = Object.fromEntries(
    Object.entries(catalogue).map(([code, definition]) => [
      code,
      (options?: AppErrorOptions) =>
        definition.status < 500
          ? refusal(code, definition, options)
          : new AppError(code, definition, options),
    ]),
  ) as ErrorFactories<C>;
  return { catalogue, make };
};
