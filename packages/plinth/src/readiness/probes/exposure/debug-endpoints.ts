import type { Probe } from "../../probe.ts";
import { type KnownPath, lookForPaths } from "../../support/paths/known-paths.ts";

const PATHS: readonly KnownPath[] = [
  { path: "/actuator/env", sign: /"propertySources"\s{0,4}:/, what: "Spring's environment" },
  {
    path: "/actuator",
    sign: /"(?:heapdump|env|beans)"\s{0,4}:\s{0,4}\{\s{0,9}"href"/,
    what: "Spring's actuator",
  },
  {
    path: "/server-status",
    sign: /<h1>Apache Server Status|Server Version: Apache/,
    what: "Apache's status",
  },
  {
    path: "/server-info",
    sign: /<title>(?:Apache )?Server Information/,
    what: "Apache's settings",
  },
  { path: "/nginx_status", sign: /^Active connections: \d/, what: "nginx's status" },
  { path: "/phpinfo.php", sign: /<title>(?:PHP [\d.]{1,10} - )?phpinfo\(\)/, what: "phpinfo()" },
  { path: "/info.php", sign: /<title>(?:PHP [\d.]{1,10} - )?phpinfo\(\)/, what: "phpinfo()" },
  {
    path: "/debug/pprof/",
    sign: /Types of profiles available|\/debug\/pprof\//,
    what: "Go's profiler",
  },
  { path: "/debug/vars", sign: /"memstats"\s{0,4}:/, what: "Go's variables" },
  { path: "/_profiler/", sign: /Symfony Profiler/, what: "Symfony's profiler" },
  { path: "/console", sign: /Werkzeug|Interactive Console|H2 Console/, what: "a console" },
  { path: "/telescope/requests", sign: /Telescope|telescope-/, what: "Laravel Telescope" },
  { path: "/elmah.axd", sign: /Error Log for|ELMAH/, what: "ELMAH's log" },
  { path: "/trace.axd", sign: /Application Trace/, what: "ASP.NET's trace" },
  { path: "/adminer.php", sign: /<title>[^<]{0,40}Adminer/, what: "Adminer" },
  { path: "/phpmyadmin/", sign: /pma_username|>phpMyAdmin/, what: "phpMyAdmin" },
  { path: "/rails/info/routes", sign: /<h2>\s{0,9}Routes|Rails version/, what: "Rails' routes" },
  { path: "/__debug__/", sign: /djdt|Django Debug Toolbar/, what: "Django's toolbar" },
  { path: "/jolokia/version", sign: /"agent"\s{0,4}:\s{0,4}"\d/, what: "Jolokia" },
];

/** OWASP ASVS V13.4.5 */
export const debugEndpoints: Probe = {
  id: "debug-endpoints",
  claim: "Strangers reach no status page, profiler, console or database tool of the programmers",
  requirements: ["EVID-05", "OBS-01"],
  standard: "OWASP ASVS 5 V13.4.2, V13.4.5, V15.2.3; CWE-489",
  owasp: "A05",
  severity: "high",
  depth: "look",
  remedy:
    "Leave them out of what is deployed, or answer them to your own network only (allow 10.0.0.0/8; deny all;).",
  sabotage: "leave-server-status",
  run: (target) => lookForPaths(target, PATHS),
};
