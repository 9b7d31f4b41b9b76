import { digestOf, isSignatureOf, type SignatureKey } from "#crypto";
import {
  createSignatureBase,
  fitsContentDigest,
  parseSignatureInput,
  parseSignatures,
  SignatureFault,
  type SignatureInput,
  type SignedMessage,
} from "#signatures";

/** How far the time of a signature may be from ours, on either side (KEY-03). */
export const WINDOW_SECONDS = 300;

/** What every signature of a request covers; the digest of the body where there is one. */
const REQUIRED = ["@method", "@target-uri"];
const DIGEST = "content-digest";

/** Printable and long enough that no two by chance are the same. */
const NONCE = /^[!-~]{16,128}$/;

/** Why a signed request was refused: for events and counts, never for the caller. */
export type SignatureRefusal =
  | "missing"
  | "malformed"
  | "no-key"
  | "coverage"
  | "time"
  | "digest"
  | "signature"
  | "replay";

/** A request to judge, and what it must be signed with. */
export interface SignedRequest {
  readonly message: SignedMessage;
  readonly body: Uint8Array;
  /** The caller's key id; signatures of others on the same request are none of ours. */
  readonly keyId: string;
  readonly key: SignatureKey;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What is left to check: that the nonce is new. */
export interface Judgement {
  readonly nonce: string;
  /** An instant, in milliseconds, at which the signature is too old on every node. */
  readonly until: number;
}

const joined = (message: SignedMessage, name: string): string | undefined =>
  message.header(name)?.join(", ");

/** The one signature of the caller's key. */
const ownInput = (text: string, keyId: string): SignatureInput | undefined => {
  const own = parseSignatureInput(text).filter(({ keyid }) => keyid === keyId);
  return own.length === 1 ? own[0] : undefined;
};

const isTimely = ({ created, expires }: SignatureInput, now: number): boolean => {
  const seconds = now / 1_000;
  if (created === undefined || Math.abs(seconds - created) > WINDOW_SECONDS) return false;
  return expires === undefined || (expires > created && seconds < expires);
};

/** Whether the digest, where one is covered or there is a body, is covered and right. */
const bodyFault = (
  input: SignatureInput,
  message: SignedMessage,
  body: Uint8Array,
): SignatureRefusal | undefined => {
  const isCovered = input.components.includes(DIGEST);
  if (!isCovered) return body.length === 0 ? undefined : "coverage";
  const text = joined(message, DIGEST);
  const fits = text !== undefined && fitsContentDigest(text, (name) => digestOf(name, body));
  return fits ? undefined : "digest";
};

const judge = (request: SignedRequest): Judgement | SignatureRefusal => {
  const { message, body, keyId, key, now } = request;
  const announced = joined(message, "signature-input");
  const signatures = joined(message, "signature");
  if (announced === undefined || signatures === undefined) return "missing";
  const input = ownInput(announced, keyId);
  const signature = input && parseSignatures(signatures).get(input.label);
  if (input === undefined || signature === undefined) return "missing";
  const { created, nonce, alg, components } = input;
  if (created === undefined || nonce === undefined || !NONCE.test(nonce)) return "coverage";
  if (REQUIRED.some((name) => !components.includes(name))) return "coverage";
  // The algorithm is the key's; a message may only repeat it (RFC 9421 section 7.3.6).
  if (alg !== undefined && alg !== key.algorithm) return "signature";
  if (!isTimely(input, now)) return "time";
  const fault = bodyFault(input, message, body);
  if (fault !== undefined) return fault;
  if (!isSignatureOf(key, createSignatureBase(message, input), signature)) return "signature";
  // Twice the window, because the clocks of nodes that share the memory are not quite the same.
  return { nonce, until: (created + 2 * WINDOW_SECONDS) * 1_000 };
};

/**
 * Judges a signature by everything but its nonce: cheap checks first, the signature last, so that
 * only who holds the key can make us remember something.
 */
export const verifySignature = (request: SignedRequest): Judgement | SignatureRefusal => {
  try {
    return judge(request);
  } catch (fault) {
    if (fault instanceof SignatureFault) return "malformed";
    throw fault;
  }
};
