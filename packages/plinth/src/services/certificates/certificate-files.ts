import { readFileSync, statSync } from "node:fs";
import { BootError, type Clock } from "#core";
import { type Certificate, requireCertificate } from "#crypto";

/** Larger files are no certificates. */
const MAX_BYTES = 1_048_576;

/** Where a certificate is read from. */
export interface CertificateFilesOptions {
  /** Paths of PEM files. */
  readonly files: { readonly cert: string; readonly key: string };
  readonly clock: Clock;
}

/** What looking at the files again found. */
export type Look =
  | { readonly outcome: "same" }
  | { readonly outcome: "taken"; readonly certificate: Certificate }
  | { readonly outcome: "refused"; readonly reason: string; readonly isNews: boolean };

/** A certificate and the files that it comes from. */
export interface CertificateFiles {
  readonly current: () => Certificate;
  /** Reads both files again. What cannot be served changes nothing. */
  readonly look: () => Look;
}

const readFile = (variable: string, path: string): string => {
  let text: string;
  try {
    if (statSync(path).size > MAX_BYTES) throw new RangeError("is too large for a PEM file");
    text = readFileSync(path, "utf8");
  } catch (fault) {
    const code = (fault as NodeJS.ErrnoException).code;
    const words = code === undefined && fault instanceof Error ? fault.message : undefined;
    throw new RangeError(`${variable} ${words ?? `cannot be read (${code ?? "unknown"})`}`);
  }
  return text;
};

/**
 * Reads the files of a certificate once, and again whenever asked. A pair that does not belong
 * together, as when one of two files is replaced already, is never given out (WEB-12).
 * @throws {BootError} in one line when what is there at the start cannot be served.
 */
export const createCertificateFiles = (options: CertificateFilesOptions): CertificateFiles => {
  const { files, clock } = options;
  let refused = "";

  const read = () => ({
    chain: readFile("TLS_CERT", files.cert),
    key: readFile("TLS_KEY", files.key),
    now: clock.now(),
  });

  const reasonOf = (fault: unknown): string => {
    if (fault instanceof RangeError) return fault.message;
    throw fault;
  };

  const first = (): Certificate => {
    try {
      return requireCertificate(read());
    } catch (fault) {
      const reason = reasonOf(fault);
      throw new BootError([reason.startsWith("TLS_") ? reason : `TLS_CERT and TLS_KEY: ${reason}`]);
    }
  };
  let current = first();

  const look = (): Look => {
    try {
      const source = read();
      if (source.chain === current.chain && source.key === current.key) {
        refused = "";
        return { outcome: "same" };
      }
      current = requireCertificate(source);
      refused = "";
      return { outcome: "taken", certificate: current };
    } catch (fault) {
      const reason = reasonOf(fault);
      // The same fault is told once, however often the files are looked at.
      const isNews = reason !== refused;
      refused = reason;
      return { outcome: "refused", reason, isNews };
    }
  };
  return { current: () => current, look };
};
