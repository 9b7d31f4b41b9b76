import {
  isSignatureOf,
  type Keyring,
  publicKeyText,
  readEd25519PublicKey,
  signaturePairOf,
  signText,
} from "#crypto";
import type { CheckpointRow, HeadRow } from "../contract.ts";
import { checkpointDigest, headText } from "./canonical.ts";

/** Purpose of the key that checkpoints are signed with; fixed, or old ones would not verify. */
const PURPOSE = "audit-checkpoints";

/** Signs heads and checkpoints with the key of this deployment. */
export interface ChainSigner {
  /** The public half, to be handed to whoever verifies: raw Ed25519 as base64url. */
  readonly publicKey: string;
  /** That key, and the one of before while SECRET_KEY_PREVIOUS names its secret. */
  readonly trusted: readonly string[];
  readonly checkpoint: (
    row: Omit<CheckpointRow, "signature" | "public_key">,
  ) => CheckpointRow & { readonly digest: string };
  readonly head: (row: Omit<HeadRow, "signature" | "public_key">) => HeadRow;
}

const signed = (key: Parameters<typeof signText>[0], text: string): string =>
  Buffer.from(signText(key, text)).toString("base64url");

/** Builds the signer: the key comes out of SECRET_KEY, so nobody has to keep another one. */
export const createChainSigner = (keyring: Pick<Keyring, "sealing">): ChainSigner => {
  const { key, former } = keyring.sealing(PURPOSE);
  const pair = signaturePairOf(key);
  const [publicKey = "", ...others] = [key, ...former].map((seed) =>
    publicKeyText(signaturePairOf(seed).verifying),
  );
  return {
    publicKey,
    trusted: [publicKey, ...others],
    checkpoint: (row) => {
      const whole = { ...row, public_key: publicKey };
      const digest = checkpointDigest(whole);
      return { ...whole, signature: signed(pair.signing, digest), digest };
    },
    head: (row) => {
      const whole = { ...row, public_key: publicKey };
      return { ...whole, signature: signed(pair.signing, headText(whole)) };
    },
  };
};

/** Whether a signature is of a text and a raw public key; false for whatever is malformed. */
export const isSignedBy = (publicKey: string, text: string, signature: string): boolean => {
  try {
    const key = readEd25519PublicKey(Buffer.from(publicKey, "base64url"));
    return isSignatureOf(key, text, Buffer.from(signature, "base64url"));
  } catch {
    return false;
  }
};
