import { AppError, platformErrors } from "#core";
import type { IdempotentAnswer } from "#policy";

/** Larger answers are not kept: who asks again is told that they are lost. */
const MOST_LETTERS = 1_048_576;

/** How a call ended, as text: with an answer, or with a refusal that is thrown again. */
interface Kept {
  readonly answer?: IdempotentAnswer;
  readonly refusal?: Pick<
    AppError,
    "code" | "status" | "title" | "faults" | "extra" | "headers"
  > & {
    readonly detail: string;
  };
}

/** Cookies are for the one caller who got them, once. */
const withoutCookies = (headers: readonly string[]): readonly string[] =>
  headers.filter((_, index) => headers[index - (index % 2)]?.toLowerCase() !== "set-cookie");

const bounded = (kept: Kept): string | undefined => {
  const text = JSON.stringify(kept);
  return text.length <= MOST_LETTERS ? text : undefined;
};

/** An answer to be kept; undefined where it is too large. */
export const answerText = ({ status, headers, payload }: IdempotentAnswer): string | undefined =>
  bounded({ answer: { status, headers: withoutCookies(headers), payload } });

/** A refusal, or a fault of ours, to be kept. */
export const refusalText = (fault: unknown): string | undefined => {
  const error = fault instanceof AppError ? fault : platformErrors.make.INTERNAL_SERVER_ERROR();
  const { code, status, title, message, faults, extra, headers } = error;
  return bounded({ refusal: { code, status, title, detail: message, faults, extra, headers } });
};

/**
 * The answer that was kept.
 * @throws {AppError} the refusal that was kept.
 */
export const answerOf = (text: string): IdempotentAnswer => {
  const { answer, refusal } = JSON.parse(text) as Kept;
  if (refusal !== undefined) {
    const { code, status, title, ...occurrence } = refusal;
    throw new AppError(code, { status, title, explanation: "" }, occurrence);
  }
  if (answer === undefined) throw platformErrors.make.INTERNAL_SERVER_ERROR();
  return { ...answer, payload: answer.payload };
};
