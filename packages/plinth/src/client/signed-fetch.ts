import { SignatureFault } from "#signatures";
import type { SigningKey } from "./keys.ts";
import { signRequest } from "./sign-request.ts";

/** Who calls. */
export interface SignedFetchOptions {
  /** The whole API key, as it was shown. */
  readonly apiKey: string;
  /** How requests are signed. */
  readonly signing: Omit<SigningKey, "keyId">;
  /** What sends the request; default is the platform's fetch. */
  readonly fetch?: typeof fetch;
  /** Milliseconds since the epoch; default is the machine's clock, for one that goes wrong. */
  readonly now?: () => number;
}

/** Like fetch, for bodies that can be digested: text and bytes. */
export type SignedFetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

const bodyOf = (body: RequestInit["body"]): string | Uint8Array | undefined => {
  if (body === undefined || body === null) return undefined;
  if (typeof body === "string" || body instanceof Uint8Array) return body;
  throw new SignatureFault("only text and Uint8Array bodies can be signed");
};

/**
 * Builds a fetch that sends the API key and signs every request; each try of a request is signed
 * anew, because a signature is accepted once. Redirects are not followed: the next target is
 * another one than was signed.
 * @throws {SignatureFault} on a call whose body cannot be digested.
 */
export const createSignedFetch = (options: SignedFetchOptions): SignedFetch => {
  const { apiKey, signing } = options;
  const send = options.fetch ?? fetch;
  const now = options.now ?? Date.now;
  return async (url, init = {}) => {
    const method = (init.method ?? "GET").toUpperCase();
    const body = bodyOf(init.body);
    const key: SigningKey = { ...signing, keyId: apiKey };
    const signed = await signRequest({ method, url: String(url), body }, key, { now: now() });
    const headers = new Headers(init.headers);
    headers.set("Authorization", `Bearer ${apiKey}`);
    for (const [name, value] of Object.entries(signed)) headers.set(name, value);
    return send(url, { redirect: "manual", ...init, method, headers });
  };
};
