import { AppError, type ErrorCatalogue, platformErrors } from "#core";

/** An RFC 9457 problem document (ERR-01). */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: string;
  readonly details: readonly {
    readonly field: string;
    readonly rule: string;
    readonly message: string;
  }[];
  readonly requestId: string;
  /** The trace that the request is part of; left out where nobody follows it (OBS-07). */
  readonly traceId?: string;
  readonly timestamp: string;
  readonly documentationUrl: string;
  readonly [member: string]: unknown;
}

/** Anything that was thrown, as an error of the catalogue; strangers become 500 (P-015). */
export const toAppError = (thrown: unknown): AppError =>
  thrown instanceof AppError
    ? thrown
    : platformErrors.make.INTERNAL_SERVER_ERROR({ cause: thrown });

/** Where the page of an error code is. */
export const errorDocumentation = (publicUrl: string, code: string): string =>
  `${publicUrl}/docs/errors/${code}`;

/** What goes into the document of one occurrence. */
export interface ProblemInput {
  readonly error: AppError;
  readonly requestId: string;
  readonly traceId?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly publicUrl: string;
}

/**
 * Builds the document. `instance` is the request id as a URN: it never echoes what the client sent.
 */
export const problemDocument = ({
  error,
  requestId,
  traceId,
  now,
  publicUrl,
}: ProblemInput): ProblemDocument => {
  const documentationUrl = errorDocumentation(publicUrl, error.code);
  return {
    ...error.extra,
    type: documentationUrl,
    title: error.title,
    status: error.status,
    detail: error.message,
    instance: `urn:uuid:${requestId}`,
    code: error.code,
    details: error.faults,
    requestId,
    ...(traceId === undefined ? {} : { traceId }),
    timestamp: new Date(now).toISOString(),
    documentationUrl,
  };
};

/** Joins catalogues; two rooms must not give one code. */
export const joinCatalogues = (
  catalogues: readonly ErrorCatalogue[],
  problems: string[],
): ErrorCatalogue => {
  const joined: Record<string, ErrorCatalogue[string]> = {};
  for (const catalogue of catalogues) {
    for (const [code, definition] of Object.entries(catalogue)) {
      if (code in joined) problems.push(`error code ${code} is declared twice`);
      joined[code] = definition;
    }
  }
  return joined;
};
