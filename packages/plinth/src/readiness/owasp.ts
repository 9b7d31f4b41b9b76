import { OWASP_TOP_10, type Owasp } from "#policy";

export { OWASP_TOP_10, type Owasp } from "#policy";

/** What a run found of one category. */
export interface Coverage {
  readonly category: Exclude<Owasp, "none">;
  readonly name: string;
  /** Lines that were judged: passed, failed or warned. */
  readonly judged: number;
  readonly passed: number;
  readonly failed: number;
  /** Lines that apply, or might: all but those that are not applicable. */
  readonly applicable: number;
}

const isCategory = (key: string): key is Coverage["category"] => key in OWASP_TOP_10;

/** What a run found of each of the ten categories (EVID-05); one without a line is there with zeros. */
export const coverageOf = (
  lines: readonly { readonly owasp: Owasp; readonly verdict: string }[],
): readonly Coverage[] =>
  Object.keys(OWASP_TOP_10)
    .filter(isCategory)
    .map((category) => {
      const own = lines.filter(({ owasp }) => owasp === category).map(({ verdict }) => verdict);
      return {
        category,
        name: OWASP_TOP_10[category],
        judged: own.filter((verdict) => ["pass", "fail", "warn"].includes(verdict)).length,
        passed: own.filter((verdict) => verdict === "pass").length,
        failed: own.filter((verdict) => verdict === "fail").length,
        applicable: own.filter((verdict) => verdict !== "not-applicable").length,
      };
    });
