import { callsIn, placesIn } from "../file.ts";
import type { CodeRule } from "./rule.ts";

/** Switches that open what should be closed, and faults that nobody hears of. */
export const SETTINGS: readonly CodeRule[] = [
  {
    id: "certificates-not-checked",
    ...{ severity: "high", kind: "security", standard: "CWE-295" },
    what: "Whoever stands between can be the other side: certificates are not checked",
    remedy: "Trust the authority that signed it: { ca: readFileSync(…) }",
    find: (file) => [
      ...placesIn(file, /\brejectUnauthorized: ?false\b/g),
      ...[...file.bare.matchAll(/\bNODE_TLS_REJECT_UNAUTHORIZED["'\]]{0,2} ?[=:] ?["']?0/g)].map(
        ({ index }) => index,
      ),
    ],
  },
  {
    id: "any-origin",
    ...{ severity: "medium", kind: "security", standard: "CWE-942" },
    what: "Pages of every origin may read the answers",
    remedy: "Name the origins that may, from the configuration",
    find: (file) => [
      ...placesIn(file, /(?<![\w$.#])cors\(\)/g),
      ...callsIn(file, /(?<![\w$.#])cors\(/g)
        .filter(({ bare }) => /\borigin: ?(?:true|["']\*["'])/.test(bare))
        .map(({ at }) => at),
      ...[...file.bare.matchAll(/["']access-control-allow-origin["'] ?[,:] ?["']\*["']/gi)].map(
        ({ index }) => index,
      ),
    ],
  },
  {
    id: "cookie-for-scripts",
    ...{ severity: "medium", kind: "security", standard: "CWE-1004" },
    what: "Scripts of a page can read the cookie",
    remedy: "httpOnly: true, secure: true, sameSite: 'lax'",
    find: (file) => placesIn(file, /\bhttpOnly: ?false\b/g),
  },
  {
    id: "fault-swallowed",
    ...{ severity: "low", kind: "quality", standard: "CWE-390" },
    what: "A fault is caught and nobody hears of it",
    remedy: "Handle it, log it, or say in a comment why it may be lost",
    find: (file) =>
      [...file.code.matchAll(/\bcatch ?(?:\(\w+\) ?)?\{(\s*)\}/g)]
        .filter(({ index, 0: found }) => {
          const end = index + found.length;
          return !file.comments.some(([from, to]) => from > index && to < end);
        })
        .map(({ index }) => index),
  },
  {
    id: "debugger-left",
    ...{ severity: "low", kind: "quality", standard: "CWE-489" },
    what: "A stop for the debugger was left",
    remedy: "Remove the line",
    find: (file) => placesIn(file, /(?<![\w$.#])debugger;/g),
  },
];
