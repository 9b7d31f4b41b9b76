import type { Secret } from "#core";
import {
  createKeyring,
  openStatement,
  publicPemOf,
  readEd25519Pem,
  type SignatureKey,
  type SignaturePair,
  STATEMENT_PURPOSE,
  StatementError,
  sealStatement,
  signaturePairOf,
} from "#crypto";
import { isReadinessReport, type ReadinessReport } from "./document.ts";
import { sha256Of } from "./evidence/sha256.ts";
import { EvidenceError } from "./evidence/shapes.ts";

export { publicPemOf, StatementError };

/** What kind of statement it is, whoever signed it. */
const PREDICATE_TYPE = "urn:plinth:readiness-report:1";

/** The key with which a deployment signs, derived from its SECRET_KEY. */
export const deploymentKeyOf = (secret: Secret): SignaturePair =>
  signaturePairOf(createKeyring(secret).derive(STATEMENT_PURPOSE));

/**
 * Reads the public key of another deployment from PEM.
 * @throws {EvidenceError} when it is none.
 */
export const readVerifyingKey = (pem: string): SignatureKey => {
  try {
    return readEd25519Pem(pem);
  } catch (fault) {
    throw new EvidenceError(fault instanceof Error ? fault.message : String(fault));
  }
};

/** A file that belongs to a statement. */
export interface StatedFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Signs a report: a statement about the files of the report and of its evidence, with the report
 * itself as the predicate, so that an edit can be named and not only noticed (EVID-17).
 */
export const signReadiness = (
  report: ReadinessReport,
  written: readonly StatedFile[],
  pair: SignaturePair,
): string =>
  sealStatement(
    {
      subject: [
        ...written.map(({ name, text }) => ({ name, digest: { sha256: sha256Of(text) } })),
        ...report.sources.map(({ name, sha256 }) => ({ name, digest: { sha256 } })),
      ],
      predicateType: PREDICATE_TYPE,
      predicate: report,
    },
    pair,
  );

/** The report that a key signed, and the digests of the files it was made with. */
export interface SignedReadiness {
  readonly report: ReadinessReport;
  readonly files: readonly { readonly name: string; readonly sha256: string }[];
}

/**
 * Opens a signed report.
 * @throws {StatementError} when the key did not sign it.
 * @throws {EvidenceError} when it is signed and no readiness report.
 */
export const openReadiness = (text: string, key: SignatureKey): SignedReadiness => {
  const { predicate, predicateType, subject } = openStatement(text, key);
  if (predicateType !== PREDICATE_TYPE || !isReadinessReport(predicate)) {
    throw new EvidenceError("it is signed, and no readiness report");
  }
  return {
    report: predicate,
    files: subject.map(({ name, digest }) => ({ name, sha256: digest.sha256 })),
  };
};

const escaped = (key: string): string => key.replaceAll("~", "~0").replaceAll("/", "~1");

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

const short = (value: unknown): string => {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

/** Where two values differ, as JSON pointers (RFC 6901) with both values; at most `most` of them. */
export const differencesOf = (
  signed: unknown,
  found: unknown,
  most = 20,
  path = "",
): readonly string[] => {
  if (Object.is(signed, found)) return [];
  if (!isObject(signed) || !isObject(found) || Array.isArray(signed) !== Array.isArray(found)) {
    return [`${path || "/"}: ${short(signed)} was signed, ${short(found)} is there`];
  }
  const keys = [...new Set([...Object.keys(signed), ...Object.keys(found)])];
  const all: string[] = [];
  for (const key of keys) {
    if (all.length >= most) break;
    all.push(
      ...differencesOf(signed[key], found[key], most - all.length, `${path}/${escaped(key)}`),
    );
  }
  return all;
};
