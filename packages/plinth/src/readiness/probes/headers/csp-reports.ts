import { notApplicable, type Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { HTML, isPage, unknownPath } from "../../support/replies.ts";
import type { Answer, Target } from "../../target.ts";

/** The path that a policy has violations reported to; undefined where it names none of its own. */
const reportPath = ({ headers }: Answer): string | undefined => {
  const policy = headers.get("content-security-policy") ?? "";
  return /(?:^|;)\s*report-uri\s+(\/[^\s;]*)/.exec(policy)?.[1];
};

/** What Chromium sends; it tells of a page that no service has. */
const reportFor = (target: Target) =>
  JSON.stringify({
    "csp-report": {
      "document-uri": `${target.url}${unknownPath(target)}`,
      "effective-directive": "script-src-elem",
      "violated-directive": "script-src-elem",
      "blocked-uri": "inline",
      disposition: "enforce",
    },
  });

/** WEB-04 */
export const cspReports: Probe = {
  id: "csp-reports",
  claim: "Pages say where browsers report what their policy stopped, and reports are taken there",
  requirements: ["WEB-04"],
  standard: "OWASP ASVS 5 V3.4.7; CSP level 3 section 5.3",
  owasp: "A09",
  severity: "low",
  depth: "touch",
  remedy:
    "Add the module csp-reports (it is among operationsModules), so that policies of pages name it.",
  sabotage: "drop-csp-reports",
  run: async (target) => {
    const pages = await Promise.all(
      ["/docs", unknownPath(target)].map((path) => target.ask(path, { headers: HTML })),
    );
    const shown = pages.filter(isPage);
    if (shown.length === 0) return notApplicable("no page is shown to strangers");
    const faults = shown
      .filter((page) => reportPath(page) === undefined)
      .map((answer) => ({ what: "the policy names no place to report to", answer }));
    const path = shown.map(reportPath).find((one) => one !== undefined);
    if (path !== undefined) {
      const headers = { "Content-Type": "application/csp-report" };
      const answer = await target.ask(path, { method: "POST", headers, body: reportFor(target) });
      const isTaken = answer.status >= 200 && answer.status < 300;
      if (!isTaken) faults.push({ what: `a report is answered ${answer.status}`, answer });
    }
    return judge({
      faults,
      checked: shown.length + 1,
      of: "pages and reports",
      wanted: "a report-uri on each page, and a report taken",
    });
  },
};
