import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A certificate for tests, as PEM. */
export interface TestCertificate {
  readonly chain: string;
  readonly key: string;
}

/** What a certificate of a test is to be like. */
export interface TestCertificateOptions {
  /** Subject and first name. Default "localhost". */
  readonly name?: string;
  /** Days from now until it expires; less than nothing is not possible. Default 90. */
  readonly days?: number;
  /** As `openssl genpkey` takes it. Default an EC key on P-256. */
  readonly key?: readonly string[];
  /** Who vouches for it; by default nobody but itself. */
  readonly issuer?: TestCertificate;
  /** Whether it may vouch for others. */
  readonly isAuthority?: boolean;
}

const P256 = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"];

/**
 * Makes a certificate with the `openssl` program, somebody else's: what tests serve was not made by
 * what they test.
 */
export const makeTestCertificate = (options: TestCertificateOptions = {}): TestCertificate => {
  const folder = mkdtempSync(join(tmpdir(), "plinth-certificate-"));
  const openssl = (...words: readonly string[]): void => {
    execFileSync("openssl", words, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  };
  const { name = "localhost", days = 90, issuer, isAuthority = false } = options;
  try {
    openssl("genpkey", ...(options.key ?? P256), "-out", "key.pem");
    const extensions = isAuthority
      ? ["-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=keyCertSign"]
      : [
          "-addext",
          `subjectAltName=DNS:${name},DNS:localhost,IP:127.0.0.1`,
          "-addext",
          "basicConstraints=critical,CA:FALSE",
        ];
    const signedBy = issuer === undefined ? [] : ["-CA", "ca.pem", "-CAkey", "ca-key.pem"];
    if (issuer !== undefined) {
      writeFileSync(join(folder, "ca.pem"), issuer.chain);
      writeFileSync(join(folder, "ca-key.pem"), issuer.key);
    }
    openssl(
      ...["req", "-x509", "-new", "-key", "key.pem", "-out", "cert.pem", "-sha256"],
      ...["-days", String(days), "-subj", `/CN=${name}`],
      ...extensions,
      ...signedBy,
    );
    return {
      chain: readFileSync(join(folder, "cert.pem"), "utf8"),
      key: readFileSync(join(folder, "key.pem"), "utf8"),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
