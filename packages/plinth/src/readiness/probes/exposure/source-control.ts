import type { Probe } from "../../probe.ts";
import { type KnownPath, lookForPaths } from "../../support/paths/known-paths.ts";

const PATHS: readonly KnownPath[] = [
  { path: "/.git/HEAD", sign: /^(?:ref: refs\/|[0-9a-f]{40}\s*$)/, what: "a Git repository" },
  { path: "/.git/config", sign: /^\s{0,4}\[core\]/m, what: "a Git repository" },
  { path: "/.git/index", sign: /^DIRC/, what: "a Git repository" },
  {
    path: "/.svn/entries",
    sign: /^(?:\d{1,2}\s|<\?xml[\s\S]{0,200}wc-entries)/,
    what: "a Subversion copy",
  },
  { path: "/.svn/wc.db", sign: /^SQLite format 3/, what: "a Subversion copy" },
  {
    path: "/.hg/requires",
    sign: /^(?:revlogv1|dotencode|fncache|store|generaldelta)\s/m,
    what: "a Mercurial repository",
  },
  { path: "/.bzr/branch-format", sign: /^Bazaar/, what: "a Bazaar branch" },
];

/** OWASP ASVS V13.4.1 */
export const sourceControl: Probe = {
  id: "source-control",
  claim: "No repository lies among the files that are given out",
  requirements: ["EVID-05", "P-098"],
  standard: "OWASP ASVS 5 V13.4.1; CWE-527",
  owasp: "A05",
  severity: "critical",
  depth: "look",
  remedy:
    "Deploy what was built and not the working copy; refuse names that begin with a dot (location ~ /\\. { deny all; }).",
  sabotage: "publish-repository",
  run: (target) => lookForPaths(target, PATHS, true),
};
