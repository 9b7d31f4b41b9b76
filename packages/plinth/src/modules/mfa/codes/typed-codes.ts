import { type FieldFault, platformErrors } from "#core";
import { readRecoveryCode } from "./recovery-codes.ts";

/** What a second factor can be proven with. */
export const METHODS = ["totp", "recovery"] as const;

/** One of them. */
export type Method = (typeof METHODS)[number];

/** A code in its one spelling. */
export interface TypedCode {
  readonly method: Method;
  readonly code: string;
}

const RULES: Readonly<Record<Method, Pick<FieldFault, "rule" | "message">>> = {
  totp: { rule: "totp", message: "must be the six digits that the app shows" },
  recovery: { rule: "recovery-code", message: "must be a code of the form XXXX-XXXX" },
};

/** Digits of ASCII only: \d would do in this pattern, but says it less plainly. */
const readTotp = (typed: string): string | undefined => {
  const digits = typed.replace(/[ \t]/g, "");
  return /^[0-9]{6}$/.test(digits) ? digits : undefined;
};

/**
 * Reads a code as people type it; apps show "123 456", lists "ABCD-EFGH".
 * @throws {AppError} VALIDATION_ERROR for what cannot be a code: it costs no attempt.
 */
export const readTypedCode = (method: Method, typed: string, field: string): TypedCode => {
  const code = method === "totp" ? readTotp(typed) : readRecoveryCode(typed);
  if (code === undefined) {
    throw platformErrors.make.VALIDATION_ERROR({ faults: [{ field, ...RULES[method] }] });
  }
  return { method, code };
};
