import { createHmac } from "node:crypto";
import { constantTimeEqual } from "#crypto";

/** A message that is further away from now than this is refused: it may be a replay (QB-05). */
const TOLERANCE_MS = 300_000;
const MAX_HEADER = 2_000;
const MAX_SIGNATURES = 10;

/** Why a message is not believed; none of it is told to whoever sent it. */
export type SignatureFault = "missing" | "malformed" | "old" | "wrong";

/** The header of a message at an instant: "t=…,v1=…". The stub and tests sign with it. */
export const signMessage = (secret: string, body: Uint8Array, at: number): string => {
  const seconds = Math.floor(at / 1_000);
  return `t=${seconds},v1=${signatureOf(secret, String(seconds), body)}`;
};

const signatureOf = (secret: string, time: string, body: Uint8Array): string =>
  createHmac("sha256", secret).update(`${time}.`, "utf8").update(body).digest("hex");

/**
 * Judges the header Stripe-Signature over the bytes exactly as they came; undefined means that the
 * message is genuine. Every signature of the header is compared, each in constant time: while a
 * secret is rolled there are two.
 */
export const signatureFault = (message: {
  readonly secret: string;
  readonly header: string | undefined;
  readonly body: Uint8Array;
  readonly now: number;
}): SignatureFault | undefined => {
  const { secret, header, body, now } = message;
  if (header === undefined) return "missing";
  if (header.length > MAX_HEADER) return "malformed";
  const parts = header.split(",").map((part) => part.trim().split("="));
  const times = parts.filter(([name]) => name === "t").map(([, value]) => value ?? "");
  const signatures = parts.filter(([name]) => name === "v1").map(([, value]) => value ?? "");
  const [time = ""] = times;
  if (times.length !== 1 || !/^\d{1,12}$/.test(time)) return "malformed";
  if (signatures.length === 0 || signatures.length > MAX_SIGNATURES) return "malformed";
  const wanted = signatureOf(secret, time, body);
  let isGenuine = false;
  for (const signature of signatures) {
    if (constantTimeEqual(signature, wanted)) isGenuine = true;
  }
  if (!isGenuine) return "wrong";
  // Judged last: who cannot sign learns nothing about our clock.
  return Math.abs(now - Number(time) * 1_000) > TOLERANCE_MS ? "old" : undefined;
};
