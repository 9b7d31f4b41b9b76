import {
  contentDigest,
  createSignatureBase,
  createSignatureInput,
  type SignedMessage,
  signatureText,
  toBase64,
} from "#signatures";
import { publicPartOf, type SigningKey, signWith } from "./keys.ts";

/** A request before it is sent. */
export interface RequestToSign {
  readonly method: string;
  /** The absolute URL that is called. */
  readonly url: string;
  /** The body exactly as it will be sent; nothing else can be digested. */
  readonly body?: string | Uint8Array | undefined;
}

/** What a signature is made with; the defaults suit every real request. */
export interface SignOptions {
  /** Milliseconds since the epoch; default is the machine's clock. */
  readonly now?: number;
  /** 16 to 128 printable characters, used once; default is 144 random bits. */
  readonly nonce?: string;
}

/** The headers to send with the request, by their names. */
export type SignatureHeaders = Readonly<Record<string, string>>;

const LABEL = "sig";
const NONCE_BYTES = 18;

const newNonce = (): string => toBase64(crypto.getRandomValues(new Uint8Array(NONCE_BYTES)));

const digestHeader = async (body: string | Uint8Array): Promise<string> => {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : Uint8Array.from(body);
  return contentDigest("sha-256", new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
};

/** The URL as fetch will send it: the same text must be signed. */
const targetOf = (url: string): string => {
  const { origin, pathname, search } = new URL(url);
  return `${origin}${pathname}${search}`;
};

/**
 * Signs a request by RFC 9421 over its method, target and body, with the time and a number used
 * once. Runs in Node and in browsers.
 * @throws {SignatureFault} when key id or secret are none; TypeError when the URL is none.
 * @example
 * const signed = await signRequest({ method: "POST", url, body }, { keyId, algorithm, secret });
 * await fetch(url, { method: "POST", body, headers: { ...headers, ...signed } });
 */
export const signRequest = async (
  request: RequestToSign,
  key: SigningKey,
  options: SignOptions = {},
): Promise<SignatureHeaders> => {
  const { method, url, body } = request;
  const hasBody = body !== undefined && body.length > 0;
  const digest = hasBody ? { "Content-Digest": await digestHeader(body) } : {};
  const message: SignedMessage = {
    method: method.toUpperCase(),
    targetUri: targetOf(url),
    header: (name) => (name === "content-digest" && hasBody ? Object.values(digest) : undefined),
  };
  const covered = ["@method", "@target-uri", ...(hasBody ? ["content-digest"] : [])];
  const input = createSignatureInput(LABEL, covered, {
    created: Math.floor((options.now ?? Date.now()) / 1_000),
    nonce: options.nonce ?? newNonce(),
    keyid: publicPartOf(key.keyId),
    alg: key.algorithm,
  });
  const signature = await signWith(key, createSignatureBase(message, input));
  return {
    ...digest,
    "Signature-Input": `${LABEL}=${input.text}`,
    Signature: signatureText(LABEL, signature),
  };
};
