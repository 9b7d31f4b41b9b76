import { oneOf, plainText, portNumber, trueOrFalse } from "../parsers/plain.ts";
import { contentHosts, pathList } from "../parsers/web.ts";
import { defineVariables } from "./variable.ts";

/** HTTPS and the headers that browsers obey (WEB-02 to WEB-12). */
export const WEB_VARIABLES = defineVariables({
  TLS_CERT: {
    type: plainText("path"),
    description:
      "PEM file with the certificate and those that vouch for it; with TLS_KEY, HTTPS is served here.",
    whenAbsent: "plain HTTP; a proxy in front speaks HTTPS",
  },
  TLS_KEY: {
    type: plainText("path"),
    description: "PEM file with the private key of TLS_CERT.",
    whenAbsent: "plain HTTP; a proxy in front speaks HTTPS",
  },
  HTTP_REDIRECT_PORT: {
    type: portNumber,
    description:
      "Port where plain HTTP is listened to as well, to send callers to HTTPS; needs TLS_CERT.",
    whenAbsent: "nothing listens there",
  },
  FORCE_HTTPS: {
    type: trueOrFalse,
    description:
      "Whether calls over plain HTTP are answered 308 to PUBLIC_URL; what declared proxies say counts.",
    defaults: { development: "false", test: "false", staging: "true", production: "true" },
  },
  HTTPS_EXEMPT_PATHS: {
    type: pathList,
    description: "Paths that answer over plain HTTP too, for probes and collectors nearby.",
    defaults: '["/health","/ready","/metrics"]',
  },
  HSTS_PRELOAD: {
    type: trueOrFalse,
    description:
      "Adds preload to Strict-Transport-Security; browsers keep a list of such names for years.",
    defaults: "false",
  },
  XSS_PROTECTION: {
    type: oneOf("0", "1; mode=block"),
    description: "X-XSS-Protection; the filter of old browsers can be abused, so 0 is better.",
    defaults: "0",
  },
  CSP_REPORT_ONLY: {
    type: trueOrFalse,
    description:
      "Browsers report what the content security policy forbids, and let it happen; to try a policy.",
    defaults: "false",
  },
  CSP_HOSTS: {
    type: contentHosts,
    description:
      "Other hosts that pages may load scripts, styles and fonts from, with an integrity attribute.",
    defaults: "[]",
  },
});
