import type { Probe } from "../../probe.ts";
import { type KnownPath, lookForPaths } from "../../support/paths/known-paths.ts";

/** A line of settings; whatever is a page has been left out before. */
const VARIABLES = /^[A-Z][A-Z0-9_]{2,60}=\S/m;
const PRIVATE_KEY = /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----/;

const PATHS: readonly KnownPath[] = [
  { path: "/.env", sign: VARIABLES, what: "a file of settings" },
  { path: "/.env.local", sign: VARIABLES, what: "a file of settings" },
  { path: "/.env.production", sign: VARIABLES, what: "a file of settings" },
  { path: "/.env.bak", sign: VARIABLES, what: "a file of settings" },
  { path: "/.npmrc", sign: /_authToken\s{0,4}=/, what: "a token of npm" },
  {
    path: "/.htpasswd",
    sign: /^[\w.-]{1,60}:(?:\$|\{SHA\}|[./\w]{13}$)/m,
    what: "a list of passwords",
  },
  { path: "/.aws/credentials", sign: /aws_secret_access_key/i, what: "a key of AWS" },
  { path: "/.ssh/id_rsa", sign: PRIVATE_KEY, what: "a private key" },
  { path: "/id_rsa", sign: PRIVATE_KEY, what: "a private key" },
  { path: "/server.key", sign: PRIVATE_KEY, what: "a private key" },
  { path: "/privkey.pem", sign: PRIVATE_KEY, what: "a private key" },
  { path: "/docker-compose.yml", sign: /^services:\s*$/m, what: "the plan of the deployment" },
  { path: "/wp-config.php.bak", sign: /DB_PASSWORD/, what: "settings of WordPress" },
  { path: "/config/database.yml", sign: /^\s{0,8}adapter:\s/m, what: "settings of a database" },
  { path: "/web.config", sign: /<configuration[\s>]/i, what: "settings of IIS" },
  { path: "/appsettings.json", sign: /"ConnectionStrings"\s{0,4}:/, what: "settings of ASP.NET" },
  {
    path: "/.git-credentials",
    sign: /^https?:\/\/[^\s:@/]{1,60}:[^\s@/]{1,200}@/m,
    what: "a password of Git",
  },
];

/** OWASP ASVS V13.4.7 */
export const secretFiles: Probe = {
  id: "secret-files",
  claim: "No file with settings, keys or passwords is given out",
  requirements: ["EVID-05", "CFG-04"],
  standard: "OWASP ASVS 5 V13.4.7, V13.3.1; CWE-538",
  owasp: "A05",
  severity: "critical",
  depth: "look",
  remedy: "Keep settings outside of the folder that is served; revoke what was in the file.",
  sabotage: "publish-settings",
  run: (target) => lookForPaths(target, PATHS, true),
};
