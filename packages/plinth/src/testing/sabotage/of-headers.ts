import { alterReplyHeaders, rewriteAnswers } from "./alterations.ts";
import type { Sabotage, Sabotages } from "./sabotage.ts";

const without = (what: string, ...names: readonly string[]): Sabotage => ({
  what,
  alter: () => alterReplyHeaders((headers) => headers.filter(([name]) => !names.includes(name))),
});

const withExtra = (what: string, name: string, value: string): Sabotage => ({
  what,
  alter: () => alterReplyHeaders((headers) => [...headers, [name, value]]),
});

/** What is done to headers. */
export const HEADER_SABOTAGES: Sabotages = {
  "drop-csp": {
    what: "sends a content security policy that keeps frames out and nothing else",
    alter: () =>
      alterReplyHeaders((headers) =>
        headers.map(([name, value]) => [
          name,
          name === "Content-Security-Policy" ? "frame-ancestors 'none'" : value,
        ]),
      ),
  },
  "drop-csp-reports": {
    what: "does not want to hear what its policies stopped",
    alter: () =>
      alterReplyHeaders((headers) =>
        headers.map(([name, value]) => [name, value.replace(/; report-(?:uri|to) [^;]+/g, "")]),
      ),
  },
  "drop-nosniff": without("lets browsers guess media types", "X-Content-Type-Options"),
  "drop-referrer-policy": without("lets addresses leak to other sites", "Referrer-Policy"),
  "drop-permissions-policy": without("lets pages use the camera", "Permissions-Policy"),
  "drop-cross-origin-policies": without(
    "lets other sites hold its windows",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
  ),
  "allow-framing": {
    what: "can be put into frames",
    alter: () =>
      alterReplyHeaders((headers) =>
        headers
          .filter(([name]) => name !== "X-Frame-Options")
          .map(([name, value]) => [name, value.replace("; frame-ancestors 'none'", "")]),
      ),
  },
  "hsts-over-http": withExtra(
    "speaks of HTTPS over HTTP",
    "Strict-Transport-Security",
    "max-age=31536000; includeSubDomains",
  ),
  "tell-server-software": withExtra("tells what it is made of", "X-Powered-By", "Express 4.17.1"),
  "send-headers-twice": {
    what: "sends a header twice",
    alter: () =>
      alterReplyHeaders((headers) => [...headers, ["X-Served-By", "a"], ["X-Served-By", "b"]]),
  },
  "cache-everything": {
    what: "lets every cache keep every answer",
    alsoRed: ["cookies-in-caches", "keys-shown-once", "worker-scripts"],
    alter: () =>
      rewriteAnswers((answer) => ({
        ...answer,
        headers: answer.headers.map(([name, value]) =>
          name === "Cache-Control" ? [name, "public, max-age=3600"] : [name, value],
        ),
      })),
  },
};
