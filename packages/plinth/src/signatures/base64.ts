import { SignatureFault } from "./fault.ts";

/** Bytes as base64 with padding (RFC 4648 section 4); the same in Node and in browsers. */
export const toBase64 = (bytes: Uint8Array): string => {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
};

/**
 * Base64 to bytes. One spelling for each value: padding is there and unused bits are zero.
 * @throws {SignatureFault} for any other text.
 */
export const fromBase64 = (text: string): Uint8Array<ArrayBuffer> => {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
    throw new SignatureFault("bytes are base64 with padding");
  }
  const decoded = atob(text);
  if (btoa(decoded) !== text) throw new SignatureFault("base64 has bits that mean nothing");
  return Uint8Array.from(decoded, (char) => char.charCodeAt(0));
};
