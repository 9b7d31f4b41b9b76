import { createServer, type ServerOptions } from "node:https";
import type { Alterations } from "#app";
import type { TestCertificate } from "../../certificates.ts";
import type { Sabotages } from "../sabotage.ts";

/** Serves a certificate with other settings of TLS than ours. */
const withTls = (settings: ServerOptions, certificate?: TestCertificate): Alterations => ({
  server: (options) => ({
    ...options,
    create: (own, listener) =>
      createServer(
        { ...own, ...settings, cert: certificate?.chain, key: certificate?.key },
        listener,
      ),
  }),
});

/** What is done to the encryption of connections. */
export const TLS_SABOTAGES: Sabotages = {
  "old-tls": {
    what: "speaks TLS 1.0 to those who still do",
    secure: {},
    alter: (certificate) =>
      withTls({ minVersion: "TLSv1", ciphers: "ALL:@SECLEVEL=0" }, certificate),
  },
  "weak-suites": {
    what: "agrees upon suites of long ago",
    secure: {},
    alter: (certificate) =>
      withTls({ minVersion: "TLSv1.2", ciphers: "ALL:@SECLEVEL=0" }, certificate),
  },
  "untrusted-certificate": {
    what: "has a certificate that nobody vouches for",
    secure: { isUnknown: true },
  },
  "ending-certificate": {
    what: "has a certificate that ends in three days",
    secure: { days: 3 },
  },
  "plain-from-elsewhere": {
    what: "talks to other machines without encryption",
    isElsewhere: true,
  },
};
