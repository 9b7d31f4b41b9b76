import { type InlineContent, PAGE_CSP_HASHES, type ReplyKind } from "#http";

/** What of the content security policy an installation may choose (WEB-04). */
export interface ContentPolicyOptions {
  /** Origin that files of people are served from, where it is another than the application's. */
  readonly filesOrigin?: string;
  /** Other https origins that pages load scripts, styles and fonts from. */
  readonly contentHosts?: readonly string[];
  /** What pages of the web applications have inside themselves (UX-03). */
  readonly inline?: InlineContent;
  /** What their pages for errors have inside themselves (ERR-04). */
  readonly inlineOfErrors?: InlineContent;
  /** Path that browsers report violations to; without it they report nowhere. */
  readonly reportPath?: string;
  /** Whether what pages do is only reported, and not stopped. Default false. */
  readonly isCspReportOnly?: boolean;
}

const csp = (directives: readonly string[]): string => directives.join("; ");

/** Nothing may be loaded, run or framed: for answers that are no documents. */
const DATA_CSP = csp(["default-src 'none'", "frame-ancestors 'none'"]);

/** A service worker fetches for its pages, under the policy of its own script (CSP level 3 section 4.2.5). */
const WORKER_CSP = csp(["default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'"]);

/** Files of people: whatever a browser takes them for, they load nothing and run nothing (UPL-03). */
const FILE_CSP = csp(["default-src 'none'", "sandbox", "frame-ancestors 'none'"]);

const NOTHING: InlineContent = { styles: [], scripts: [] };

const sources = (name: string, ...values: readonly (string | undefined)[]): string =>
  [name, ...values.filter((value) => value !== undefined)].join(" ");

/**
 * Self-contained pages, ours and the applications' for errors: known styles, known scripts (CSP level 3
 * section 2.3.1), and nothing from anywhere.
 */
const pageDirectives = ({ inlineOfErrors = NOTHING }: ContentPolicyOptions): readonly string[] => [
  "default-src 'none'",
  sources("style-src", PAGE_CSP_HASHES.style, ...inlineOfErrors.styles),
  sources("script-src", PAGE_CSP_HASHES.script, ...inlineOfErrors.scripts),
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
];

/**
 * The web applications. The hashes let routes serve our static pages too, and what a build put
 * inside its own: they name texts that are known, so they open nothing to an injection.
 */
const htmlDirectives = ({
  filesOrigin,
  contentHosts = [],
  inline = NOTHING,
}: ContentPolicyOptions): readonly string[] => [
  "default-src 'self'",
  sources("script-src", "'self'", PAGE_CSP_HASHES.script, ...inline.scripts, ...contentHosts),
  sources("style-src", "'self'", PAGE_CSP_HASHES.style, ...inline.styles, ...contentHosts),
  ...(contentHosts.length === 0 ? [] : [sources("font-src", "'self'", ...contentHosts)]),
  sources("img-src", "'self'", filesOrigin),
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
];

/** Name of the group of endpoints in Reporting-Endpoints. */
const GROUP = "csp";

/**
 * How a document's policy ends. The Reporting API works over HTTPS only, and browsers that know
 * `report-to` ignore `report-uri` beside it: over plain HTTP only the old one would arrive.
 */
const reporting = (reportPath: string | undefined, secure: boolean): readonly string[] => {
  if (reportPath === undefined) return [];
  return [`report-uri ${reportPath}`, ...(secure ? [`report-to ${GROUP}`] : [])];
};

const withoutDocument = (kind: ReplyKind): string => {
  if (kind === "worker") return WORKER_CSP;
  return kind === "file" ? FILE_CSP : DATA_CSP;
};

const DOCUMENTS: readonly ReplyKind[] = ["html", "page"];

/** The headers that carry the policy of one kind of answer: name, value, name, value. */
export const contentPolicy = (
  kind: ReplyKind,
  secure: boolean,
  options: ContentPolicyOptions,
): readonly string[] => {
  if (!DOCUMENTS.includes(kind)) {
    return ["Content-Security-Policy", withoutDocument(kind)];
  }
  const { reportPath, isCspReportOnly } = options;
  const own = kind === "html" ? htmlDirectives(options) : pageDirectives(options);
  const name =
    isCspReportOnly === true ? "Content-Security-Policy-Report-Only" : "Content-Security-Policy";
  const endpoints =
    secure && reportPath !== undefined ? ["Reporting-Endpoints", `${GROUP}="${reportPath}"`] : [];
  return [name, csp([...own, ...reporting(reportPath, secure)]), ...endpoints];
};
