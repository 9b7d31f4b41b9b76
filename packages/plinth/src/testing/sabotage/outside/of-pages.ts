import { alterReplyHeaders, type Outgoing, pathOfRequest, rewriteAnswers } from "../alterations.ts";
import type { Sabotage, Sabotages } from "../sabotage.ts";

const isPage = ({ headers }: Outgoing): boolean =>
  headers.some(([name, value]) => name === "Content-Type" && value.startsWith("text/html"));

/** Puts something into every page. */
const inPages = (what: string, html: string): Sabotage => ({
  what,
  alter: () =>
    rewriteAnswers((answer) =>
      isPage(answer) && answer.body !== undefined
        ? { ...answer, body: `${answer.body}${html}` }
        : answer,
    ),
});

const inPolicies = (what: string, source: string): Sabotage => ({
  what,
  alter: () =>
    alterReplyHeaders((headers) =>
      headers.map(([name, value]) => [name, value.replace("script-src ", `script-src ${source} `)]),
    ),
});

const isScript = (path: string): boolean => path.endsWith(".js");

/** Looks like a key of AWS, and was never one. */
const NO_KEY = ["AK", "IA", "SABOTAGE", "SABOTAGE"].join("");

/** What is done to pages. */
export const PAGE_SABOTAGES: Sabotages = {
  "load-over-http": inPages(
    "has its pages send forms without encryption",
    '<form method="post" action="http://forms.example.com/take"></form>',
  ),
  "load-unpinned-script": inPages(
    "runs whatever another host sends",
    '<script src="https://cdn.example.com/library.js"></script>',
  ),
  "password-by-get": inPages(
    "writes passwords into addresses",
    '<form method="get" action="/enter"><input type="password" name="p"></form>',
  ),
  "sign-pages": inPages(
    "tells in its pages what made them",
    '<meta name="generator" content="WordPress 6.4.2">',
  ),
  "old-library": inPages(
    "brings its visitors a library of years ago",
    '<script src="/vendor/jquery-1.8.3.min.js"></script>',
  ),
  "careless-page-cookies": {
    what: "gives strangers a session that scripts may read",
    alter: () =>
      rewriteAnswers((answer) =>
        isPage(answer)
          ? { ...answer, headers: [...answer.headers, ["Set-Cookie", "PHPSESSID=1; Path=/"]] }
          : answer,
      ),
  },
  "secret-in-script": {
    what: "has a key of its own in a script",
    alter: () =>
      rewriteAnswers((answer, raw) =>
        isScript(pathOfRequest(raw))
          ? { ...answer, body: `${answer.body}\nconst key = "${NO_KEY}";` }
          : answer,
      ),
  },
  "publish-source-maps": {
    what: "gives out the sources of its scripts",
    alter: () =>
      rewriteAnswers((answer, raw) =>
        pathOfRequest(raw).endsWith(".js.map")
          ? {
              status: 200,
              headers: [["Content-Type", "application/json"]],
              body: '{"version":3,"sources":["a.ts"],"sourcesContent":["1"],"mappings":"AAAA"}',
            }
          : answer,
      ),
  },
  "same-nonce": inPolicies(
    "lets scripts run by one nonce for ever",
    "'nonce-c2Ftc2Ftc2Ftc2Ftc2Ftcw'",
  ),
  "scripts-of-any-host": inPolicies(
    "takes scripts of a host where anybody puts some",
    "https://unpkg.com",
  ),
  "tell-inner-address": {
    what: "tells which machine behind it answered",
    alter: () =>
      alterReplyHeaders((headers) => [...headers, ["X-Backend-Server", "10.3.0.17:8080"]]),
  },
};
