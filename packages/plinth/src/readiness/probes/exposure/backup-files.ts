import type { Probe } from "../../probe.ts";
import { type KnownPath, lookForPaths } from "../../support/paths/known-paths.ts";

const DUMP =
  /^(?:-- |\/\*!)[\s\S]{0,2000}(?:MySQL dump|MariaDB dump|PostgreSQL database dump|CREATE TABLE)|^PGDMP/;
const SOURCE = /<\?php\s|<\?=/;
const ARCHIVE = /^PK\p{Cc}{2}|^\p{Cc}\uFFFD\p{Cc}/u;

const PATHS: readonly KnownPath[] = [
  { path: "/backup.sql", sign: DUMP, what: "a copy of a database" },
  { path: "/dump.sql", sign: DUMP, what: "a copy of a database" },
  { path: "/database.sql", sign: DUMP, what: "a copy of a database" },
  { path: "/db.sqlite3", sign: /^SQLite format 3/, what: "a database" },
  { path: "/database.sqlite", sign: /^SQLite format 3/, what: "a database" },
  { path: "/backup.zip", sign: ARCHIVE, what: "an archive" },
  { path: "/backup.tar.gz", sign: ARCHIVE, what: "an archive" },
  { path: "/site.zip", sign: ARCHIVE, what: "an archive" },
  { path: "/index.php.bak", sign: SOURCE, what: "source text" },
  { path: "/index.php~", sign: SOURCE, what: "source text" },
  { path: "/.index.php.swp", sign: /^b0VIM/, what: "what an editor left" },
  { path: "/.DS_Store", sign: /^[\s\S]{0,8}Bud1/, what: "a list of files" },
  { path: "/npm-debug.log", sign: /^\d+ (?:info|verbose) /m, what: "a log" },
  {
    path: "/error.log",
    sign: /^\[?(?:\w{3} \w{3} \d|\d{4}[-/]\d\d[-/]\d\d)[^\n]{0,100}\b(?:error|warn|notice)/i,
    what: "a log",
  },
];

/** OWASP ASVS V13.4.7 */
export const backupFiles: Probe = {
  id: "backup-files",
  claim: "No copies, dumps, logs or sources that somebody left behind are given out",
  requirements: ["EVID-05", "P-098"],
  standard: "OWASP ASVS 5 V13.4.7; CWE-530",
  owasp: "A05",
  severity: "high",
  depth: "look",
  remedy: "Serve a list of known files, and write copies to a folder that no server reads.",
  sabotage: "leave-copies",
  run: (target) => lookForPaths(target, PATHS, true),
};
