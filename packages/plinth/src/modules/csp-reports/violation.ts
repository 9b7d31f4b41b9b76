import type { Static } from "#policy";
import type { ReportsBody } from "./schema.ts";

/** A violation without what would tell one visitor from another. */
export interface Violation {
  readonly directive: string;
  readonly blocked: string;
  readonly page: string;
  readonly source: string;
  readonly line: number;
  readonly disposition: "enforce" | "report";
}

/** The directives of CSP level 3 that can be violated; the labels of the metric. */
export const DIRECTIVES: readonly string[] = [
  "default-src",
  "script-src",
  "script-src-elem",
  "script-src-attr",
  "style-src",
  "style-src-elem",
  "style-src-attr",
  "img-src",
  "font-src",
  "connect-src",
  "media-src",
  "object-src",
  "frame-src",
  "child-src",
  "worker-src",
  "manifest-src",
  "base-uri",
  "form-action",
  "frame-ancestors",
  "require-trusted-types-for",
  "trusted-types",
];

/** What stands in the place of an address when there is none (CSP level 3 section 5.1). */
const WORDS = ["inline", "eval", "wasm-eval", "trusted-types-policy", "trusted-types-sink"];
const MAX_PATH = 200;

/** Scripts that people's extensions bring along: nothing that we could mend. */
const isExtension = (text: string): boolean => /^(?:[a-z]+-)+extension:|^safari-|^moz-/i.test(text);

const parse = (text: string, base: string): URL | undefined =>
  URL.canParse(text, base) ? new URL(text, base) : undefined;

const isWeb = ({ protocol }: URL): boolean => protocol === "https:" || protocol === "http:";

/**
 * An address without what is secret or somebody's: our own as a path, others as their origin, and of
 * what is no web address the scheme alone.
 */
const shorten = (text: string, own: string): string => {
  if (WORDS.includes(text)) return text;
  const url = text === "" ? undefined : parse(text, `${own}/`);
  if (url === undefined) return "";
  if (!isWeb(url)) return url.protocol.slice(0, 40);
  return url.origin === new URL(own).origin
    ? url.pathname.slice(0, MAX_PATH)
    : url.origin.slice(0, MAX_PATH);
};

/** Old browsers write "script-src 'self'" where others write the name alone. */
const directiveOf = (text: string): string => {
  const name = text.trim().split(/\s+/)[0]?.toLowerCase() ?? "";
  return DIRECTIVES.includes(name) ? name : "other";
};

interface Raw {
  readonly directive: string | undefined;
  readonly blocked: string | undefined;
  readonly page: string | undefined;
  readonly source: string | null | undefined;
  readonly line: number | null | undefined;
  readonly disposition: string | undefined;
}

const rawOf = (body: Static<typeof ReportsBody>): readonly Raw[] => {
  if (!Array.isArray(body)) {
    const report = body["csp-report"];
    return [
      {
        directive: report["effective-directive"] ?? report["violated-directive"],
        blocked: report["blocked-uri"],
        page: report["document-uri"],
        source: report["source-file"],
        line: report["line-number"],
        disposition: report.disposition,
      },
    ];
  }
  return body
    .filter(({ type }) => type === "csp-violation")
    .map(({ body: report }) => ({
      directive: report.effectiveDirective,
      blocked: report.blockedURL,
      page: report.documentURL,
      source: report.sourceFile,
      line: report.lineNumber,
      disposition: report.disposition,
    }));
};

const isOwnPage = (page: string | undefined, own: string): boolean =>
  page !== undefined && parse(page, `${own}/`)?.origin === new URL(own).origin;

/**
 * The violations that a browser reports, `own` being our origin. Reports about pages of others are
 * dropped, and those that extensions of the browser caused.
 */
export const violationsOf = (body: Static<typeof ReportsBody>, own: string): readonly Violation[] =>
  rawOf(body).flatMap(({ directive = "", blocked = "", page = "", source, line, disposition }) => {
    const isForeign = !isOwnPage(page, own);
    if (isForeign || isExtension(blocked) || isExtension(source ?? "")) return [];
    const violation: Violation = {
      directive: directiveOf(directive),
      blocked: shorten(blocked, own),
      page: shorten(page, own),
      source: shorten(source ?? "", own),
      line: Math.min(Math.max(line ?? 0, 0), 10_000_000),
      disposition: disposition === "report" ? "report" : "enforce",
    };
    return [violation];
  });
