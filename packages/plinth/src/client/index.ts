/**
 * The door for programs that call an application: nothing of the server is behind it, and nothing
 * but the platform's own fetch and Web Crypto is needed, in Node and in browsers.
 */

export { SignatureFault } from "#signatures";
export { createSigningKeyPair, type SigningKey, type SigningKeyPair } from "./keys.ts";
export {
  type RequestToSign,
  type SignatureHeaders,
  type SignOptions,
  signRequest,
} from "./sign-request.ts";
export { createSignedFetch, type SignedFetch, type SignedFetchOptions } from "./signed-fetch.ts";
