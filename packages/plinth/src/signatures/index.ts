export { fromBase64, toBase64 } from "./base64.ts";
export type { SignedMessage } from "./components.ts";
export { contentDigest, type DigestAlgorithm, fitsContentDigest } from "./content-digest.ts";
export { SignatureFault } from "./fault.ts";
export { createSignatureBase } from "./signature-base.ts";
export {
  createSignatureInput,
  parseSignatureInput,
  parseSignatures,
  type SignatureInput,
  type SignatureParameters,
  signatureText,
} from "./signature-input.ts";
