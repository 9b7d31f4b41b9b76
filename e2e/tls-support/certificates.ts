import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  makeTestCertificate,
  type TestCertificate,
  type TestCertificateOptions,
} from "../../packages/plinth/src/testing/certificates.ts";

export type { TestCertificate };

/** An authority of our own, and what it vouches for. */
export interface PrivateAuthority {
  readonly certificate: TestCertificate;
  /** Makes another certificate; each has another serial number. */
  readonly issue: (options?: Omit<TestCertificateOptions, "issuer">) => TestCertificate;
}

/** Makes an authority that nobody but the tests trusts. */
export const createAuthority = (): PrivateAuthority => {
  const certificate = makeTestCertificate({ name: "Plinth test authority", isAuthority: true });
  return {
    certificate,
    issue: (options = {}) => makeTestCertificate({ ...options, issuer: certificate }),
  };
};

/** Where a certificate lies, as settings name it. */
export type CertificatePaths = Readonly<Record<"TLS_CERT" | "TLS_KEY", string>>;

/** Puts a certificate into a folder as tools that renew them do: each file at once, one by one. */
export const putCertificate = (
  folder: string,
  { chain, key }: TestCertificate,
): CertificatePaths => {
  const paths = { TLS_CERT: join(folder, "fullchain.pem"), TLS_KEY: join(folder, "privkey.pem") };
  for (const [path, text] of [
    [paths.TLS_CERT, chain],
    [paths.TLS_KEY, key],
  ] as const) {
    writeFileSync(`${path}.new`, text, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }
  return paths;
};
