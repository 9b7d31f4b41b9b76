import type { Answer } from "./target.ts";

const REQUEST_TIMEOUT = 408;
const UNAVAILABLE = 503;

/** Whether all that was announced was sent: to anything else 408 is the answer that is due. */
const isWhole = ({ isUnfinished, contentLength }: Answer["asked"]): boolean =>
  isUnfinished !== true && contentLength === undefined;

/**
 * Whether an answer tells only that the target has too much to do, or is closed for a while: 408,
 * or 503 that says when to come back (RFC 9110 sections 15.5.9 and 15.6.4). It is no word on any
 * claim but one about load.
 */
export const isBusy = ({ status, headers, asked }: Answer): boolean => {
  if (asked.isAboutLoad === true) return false;
  const isSoon = status === UNAVAILABLE && headers.has("retry-after");
  return isSoon || (status === REQUEST_TIMEOUT && isWhole(asked));
};

/** What was asked and answered, in the words of a report. */
export const busyText = ({ status, asked: { method, path } }: Answer): string =>
  `${method} ${path.slice(0, 80)} answered ${status}`;
