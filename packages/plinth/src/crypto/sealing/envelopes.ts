import {
  isSignatureOf,
  publicPemOf,
  type SignatureKey,
  type SignaturePair,
  signText,
} from "../message-signatures.ts";
import { hashToken } from "../tokens.ts";

/**
 * Purpose of the key that a deployment signs statements with; fixed, or those signed before could
 * not be verified any more.
 */
export const STATEMENT_PURPOSE = "readiness-statement";

const PAYLOAD_TYPE = "application/vnd.in-toto+json";
const STATEMENT_TYPE = "https://in-toto.io/Statement/v1";

/** An in-toto Statement v1: what is said (the predicate) about which files (the subject). */
export interface Statement {
  readonly subject: readonly {
    readonly name: string;
    readonly digest: { readonly sha256: string };
  }[];
  readonly predicateType: string;
  readonly predicate: unknown;
}

/** A statement that cannot be believed, and why: one sentence. */
export class StatementError extends Error {}

/** What is signed, so that no payload is taken for one of another type (DSSE, pre-authentication encoding). */
const encoded = (type: string, payload: string): string =>
  `DSSEv1 ${Buffer.byteLength(type)} ${type} ${Buffer.byteLength(payload)} ${payload}`;

/** A short name of a public key; tells nothing that the key does not. */
const nameOf = (key: SignatureKey): string => hashToken(publicPemOf(key)).slice(0, 16);

/** Signs a statement: a DSSE envelope as JSON. */
export const sealStatement = (statement: Statement, pair: SignaturePair): string => {
  const payload = JSON.stringify({ _type: STATEMENT_TYPE, ...statement });
  const signature = signText(pair.signing, encoded(PAYLOAD_TYPE, payload));
  return `${JSON.stringify(
    {
      payloadType: PAYLOAD_TYPE,
      payload: Buffer.from(payload, "utf8").toString("base64"),
      signatures: [
        { keyid: nameOf(pair.verifying), sig: Buffer.from(signature).toString("base64") },
      ],
    },
    null,
    2,
  )}\n`;
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const parse = (text: string, what: string): Readonly<Record<string, unknown>> => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new StatementError(`${what} is no JSON`);
  }
  if (!isObject(value)) throw new StatementError(`${what} is no object`);
  return value;
};

const isSubject = (value: unknown): value is Statement["subject"][number] =>
  isObject(value) &&
  typeof value["name"] === "string" &&
  isObject(value["digest"]) &&
  typeof value["digest"]["sha256"] === "string";

/**
 * Opens an envelope whose signature is of this key; nothing of the payload is looked at before.
 * @throws {StatementError} when it is not signed by the key, was edited, or is no in-toto statement.
 */
export const openStatement = (text: string, key: SignatureKey): Statement => {
  const { payloadType, payload, signatures } = parse(text, "the envelope");
  if (payloadType !== PAYLOAD_TYPE || typeof payload !== "string" || !Array.isArray(signatures)) {
    throw new StatementError("this is no DSSE envelope of an in-toto statement");
  }
  const body = Buffer.from(payload, "base64").toString("utf8");
  const signed = encoded(PAYLOAD_TYPE, body);
  const isOurs = signatures.some(
    (one) =>
      isObject(one) &&
      typeof one["sig"] === "string" &&
      isSignatureOf(key, signed, Buffer.from(one["sig"], "base64")),
  );
  if (!isOurs) {
    const names = signatures.map((one) => (isObject(one) ? String(one["keyid"]) : "none"));
    throw new StatementError(
      names.includes(nameOf(key))
        ? "the signature does not fit: the statement was edited after it was signed"
        : `it is not signed by key ${nameOf(key)} but by ${names.join(", ") || "nobody"}`,
    );
  }
  const statement = parse(body, "the statement");
  const { _type, subject, predicateType, predicate } = statement;
  if (
    _type !== STATEMENT_TYPE ||
    !Array.isArray(subject) ||
    !subject.every(isSubject) ||
    typeof predicateType !== "string"
  ) {
    throw new StatementError("the payload is no in-toto Statement v1");
  }
  return { subject, predicateType, predicate };
};
