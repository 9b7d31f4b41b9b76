import type { Random } from "#core";
import { readEd25519PublicKey, readSigningSecret, type Sealer, type SignatureKey } from "#crypto";
import { fromBase64, toBase64 } from "#signatures";
import type { ApiKeyRow } from "../repository.ts";

const SECRET_BYTES = 32;

/** How requests with a key are to be signed. */
export type SigningChoice =
  | { readonly algorithm: "hmac-sha256" }
  | {
      readonly algorithm: "ed25519";
      /** 32 bytes as base64. */
      readonly publicKey: string;
    };

/** What is stored to check signatures, and the secret that its owner sees once. */
export interface PreparedSigning {
  readonly columns: Pick<ApiKeyRow, "signing_algorithm" | "signing_key">;
  /** Base64; undefined where the owner keeps a private key. */
  readonly secret?: string;
}

/** The keys behind signatures: apart from the bearer key, and readable by this application only. */
export interface SigningKeys {
  /** Undefined when the public key is none. */
  readonly prepare: (
    rowId: string,
    choice: SigningChoice | undefined,
  ) => PreparedSigning | undefined;
  /** Undefined when the key signs nothing, or what is stored was changed. */
  readonly read: (
    row: Pick<ApiKeyRow, "id" | "signing_algorithm" | "signing_key">,
  ) => SignatureKey | undefined;
  /** The choice behind a stored key, for a key that takes its place. */
  readonly choiceOf: (row: ApiKeyRow) => SigningChoice | undefined;
}

const isPublicKey = (text: string): boolean => {
  try {
    readEd25519PublicKey(fromBase64(text));
    return true;
  } catch {
    return false;
  }
};

/** What the secret of a row is sealed for. */
export const signingContext = (rowId: string): string => `api key signing ${rowId}`;

/** Builds them; a sealed secret opens only in the row for which it was sealed. */
export const createSigningKeys = (parts: {
  readonly sealer: Sealer;
  readonly random: Random;
}): SigningKeys => {
  const { sealer, random } = parts;
  return {
    prepare: (rowId, choice) => {
      if (choice === undefined) return { columns: { signing_algorithm: null, signing_key: null } };
      const { algorithm: signing_algorithm } = choice;
      if (choice.algorithm === "ed25519") {
        if (!isPublicKey(choice.publicKey)) return undefined;
        return { columns: { signing_algorithm, signing_key: choice.publicKey } };
      }
      const secret = random.bytes(SECRET_BYTES);
      return {
        columns: { signing_algorithm, signing_key: sealer.seal(secret, signingContext(rowId)) },
        secret: toBase64(secret),
      };
    },
    read: ({ id, signing_algorithm, signing_key }) => {
      if (signing_key === null || signing_algorithm === null) return undefined;
      if (signing_algorithm === "ed25519") return readEd25519PublicKey(fromBase64(signing_key));
      const secret = sealer.open(signing_key, signingContext(id));
      return secret === undefined ? undefined : readSigningSecret(secret);
    },
    choiceOf: ({ signing_algorithm, signing_key }) => {
      if (signing_algorithm === "hmac-sha256") return { algorithm: "hmac-sha256" };
      if (signing_algorithm !== "ed25519" || signing_key === null) return undefined;
      return { algorithm: "ed25519", publicKey: signing_key };
    },
  };
};
