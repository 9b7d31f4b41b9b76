import { isApiError } from "./api-error.ts";

/** Sends a request under a key that stays the same until somebody answered it. */
export type SendOnce = <T>(body: unknown, send: (key: string) => Promise<T>) => Promise<T>;

/** Letters of a key: 128 bits that nobody guesses or meets twice. */
export const newRequestKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");

const isUnanswered = (error: unknown): boolean =>
  // 503: the work may go on although its time is over here.
  isApiError(error) &&
  ([0, 503].includes(error.status) || error.code === "IDEMPOTENCY_IN_PROGRESS");

/**
 * Makes keys for routes that are `idempotent`: the same request keeps its key until somebody
 * answered it, so whoever presses the button again, because no answer came, gets one effect and not
 * two (draft-ietf-httpapi-idempotency-key-header).
 */
export const createRequestKeys = (): SendOnce => {
  let pending: { readonly text: string; readonly key: string } | undefined;
  return async (body, send) => {
    const text = JSON.stringify(body);
    const { key } = pending?.text === text ? pending : { key: newRequestKey() };
    pending = { text, key };
    try {
      const answer = await send(key);
      pending = undefined;
      return answer;
    } catch (error) {
      if (!isUnanswered(error)) pending = undefined;
      throw error;
    }
  };
};
