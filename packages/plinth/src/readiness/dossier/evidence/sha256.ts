import { digestOf } from "#crypto";

/** SHA-256 of a text, as 64 hex digits. */
export const sha256Of = (text: string): string =>
  Buffer.from(digestOf("sha-256", Buffer.from(text, "utf8"))).toString("hex");
