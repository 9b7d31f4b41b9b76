import { ApiError } from "./api-error.ts";

/** The CSRF token of this session, fetched when first needed. */
export interface CsrfTokens {
  /** The cached token, or a fresh one; undefined where the server gives none to this caller. */
  readonly current: () => Promise<string | undefined>;
  /** Fetches a new token; parallel callers share one fetch. */
  readonly renew: () => Promise<string | undefined>;
  readonly forget: () => void;
}

/**
 * Caches what `load` gives. A refusal (4xx) means that no token is needed or to be had, so the
 * call goes out without one and the server decides; no reply at all is the caller's error.
 */
export const createCsrfTokens = (load: () => Promise<string>): CsrfTokens => {
  let pending: Promise<string | undefined> | undefined;

  const renew = (): Promise<string | undefined> => {
    const attempt = load().catch((error: unknown) => {
      if (pending === attempt) pending = undefined;
      if (error instanceof ApiError && error.status >= 400 && error.status < 500) return undefined;
      throw error;
    });
    pending = attempt;
    return attempt;
  };

  return {
    current: () => pending ?? renew(),
    renew,
    forget: () => {
      pending = undefined;
    },
  };
};
