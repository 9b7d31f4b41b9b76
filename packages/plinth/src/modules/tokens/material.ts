import type { Random, Secret } from "#core";
import {
  createKeyring,
  createSealer,
  exportJwtKey,
  generateJwtKey,
  importJwtKey,
  JWT_ALGORITHMS,
  type JwtAlgorithm,
  type JwtKey,
  keyIdOf,
} from "#crypto";
import type { SigningKeyRow } from "./repository.ts";

/** What a row keeps of a key. */
type Kept = Pick<SigningKeyRow, "number" | "kid" | "algorithm" | "sealed_key">;

/** Makes keys, and reads them back from what is kept of them. */
export interface KeyMaterial {
  /** What to keep of a new key. */
  readonly make: (algorithm: JwtAlgorithm, number: number) => Kept;
  /**
   * The key of a row; undefined when it was made under a JWT_SECRET_KEY that is not known, or
   * tampered with.
   */
  readonly read: (row: Kept) => JwtKey | undefined;
  /** Whether the key of a row was made under the JWT_SECRET_KEY of before: it is to be replaced. */
  readonly isFormer: (row: Kept) => boolean;
}

/** A sealed key opens only as the key of this name, number and algorithm. */
const contextOf = ({ kid, algorithm, number }: Kept): string =>
  `signing key ${number} ${algorithm} ${kid}`;

const isAlgorithm = (text: string): text is JwtAlgorithm =>
  JWT_ALGORITHMS.some((algorithm) => algorithm === text);

const createMaterialOf = (secret: Secret, random: Random): Omit<KeyMaterial, "isFormer"> => {
  const keyring = createKeyring(secret);
  const sealer = createSealer({ key: keyring.derive("signing-keys"), random });

  const derived = (number: number): JwtKey => {
    // The first is the one that installations had before keys could rotate.
    const key = keyring.derive(number === 1 ? "access-token" : `access-token ${number}`);
    return { kid: keyIdOf(key), algorithm: "HS256", key };
  };
  const opened = (row: Kept, algorithm: "EdDSA" | "ES256"): JwtKey | undefined => {
    const bytes = sealer.open(row.sealed_key ?? "", contextOf(row));
    return bytes === undefined ? undefined : importJwtKey(algorithm, bytes);
  };

  return {
    make: (algorithm, number) => {
      if (algorithm === "HS256") {
        return { number, kid: derived(number).kid, algorithm, sealed_key: null };
      }
      const key = generateJwtKey(algorithm);
      const kept = { number, kid: key.kid, algorithm, sealed_key: null };
      return { ...kept, sealed_key: sealer.seal(exportJwtKey(key), contextOf(kept)) };
    },
    read: (row) => {
      const { algorithm } = row;
      if (!isAlgorithm(algorithm)) return undefined;
      const key = algorithm === "HS256" ? derived(row.number) : opened(row, algorithm);
      return key?.kid === row.kid ? key : undefined;
    },
  };
};

/**
 * Builds it on JWT_SECRET_KEY. Keys of HS256 are derived from it and need no keeping; private keys
 * are sealed with a key derived from it. Either way another secret makes an end of all of them, but
 * for those of the one before, while that is named (CFG-04).
 */
export const createKeyMaterial = (
  secret: Secret,
  random: Random,
  previous?: Secret,
): KeyMaterial => {
  const now = createMaterialOf(secret, random);
  const former = previous === undefined ? undefined : createMaterialOf(previous, random);
  return {
    make: now.make,
    read: (row) => now.read(row) ?? former?.read(row),
    isFormer: (row) => now.read(row) === undefined && former?.read(row) !== undefined,
  };
};
