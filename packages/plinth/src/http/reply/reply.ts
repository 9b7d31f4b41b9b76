/** An answer as a handler gives it. */
export interface Reply {
  readonly status: number;
  /** A value for JSON routes, text or bytes for the others; undefined for no body. */
  readonly body: unknown;
  /** Further headers: name, value, name, value. */
  readonly headers: readonly string[];
}

/** Marks replies, so that a plain result that happens to have `status` is not taken for one. */
export class ReplyValue implements Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers: readonly string[];

  constructor(status: number, body: unknown, headers: readonly string[]) {
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/**
 * Answers with a status other than the first declared one, or with headers or cookies.
 * `headers` is flat: name, value, name, value; repeat Set-Cookie for several cookies.
 */
export const reply = (
  status: number,
  body?: unknown,
  headers: readonly string[] = [],
): ReplyValue => new ReplyValue(status, body, headers);
