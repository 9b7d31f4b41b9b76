import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { BootError, type Random, Secret } from "#core";
import { weaknessOf } from "./strength.ts";

/** The two keys that everything else is derived from. */
export interface Secrets {
  readonly secretKey: Secret;
  readonly jwtSecretKey: Secret;
}

const FILE = "secrets.json";
/** 48 bytes are 64 characters of base64url (CFG-04). */
const KEY_BYTES = 48;

/** Makes a key for SECRET_KEY or JWT_SECRET_KEY: 384 random bits as 64 characters. */
export const generateSecret = (random: Random): string =>
  Buffer.from(random.bytes(KEY_BYTES)).toString("base64url");

const codeOf = (fault: unknown): unknown =>
  fault instanceof Error && "code" in fault ? fault.code : undefined;

const write = (path: string, text: string): void => {
  const descriptor = openSync(path, "wx", 0o600);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
};

/** Creates the file complete or not at all; another process that was first wins. */
const create = (directory: string, path: string, random: Random): void => {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const draft = `${path}.${Buffer.from(random.bytes(8)).toString("hex")}`;
  const keys = { secretKey: generateSecret(random), jwtSecretKey: generateSecret(random) };
  write(draft, `${JSON.stringify(keys, undefined, 2)}\n`);
  try {
    linkSync(draft, path);
    chmodSync(path, 0o600);
  } catch (fault) {
    if (codeOf(fault) !== "EEXIST") throw fault;
  } finally {
    rmSync(draft, { force: true });
  }
};

const read = (path: string): Secrets => {
  const isOpen = process.platform !== "win32" && (statSync(path).mode & 0o077) !== 0;
  if (isOpen) {
    throw new BootError([
      `${path} can be read by other users; run chmod 600 on it and start again`,
    ]);
  }
  const broken = new BootError([
    `${path} does not hold two usable keys; restore it from a backup, or remove it to make new keys, which signs everybody out`,
  ]);
  let keys: unknown;
  try {
    keys = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    throw broken;
  }
  if (typeof keys !== "object" || keys === null) throw broken;
  const { secretKey, jwtSecretKey } = keys as Record<string, unknown>;
  const isUsable = (key: unknown): key is string =>
    typeof key === "string" && weaknessOf(key) === undefined;
  if (!isUsable(secretKey) || !isUsable(jwtSecretKey) || secretKey === jwtSecretKey) throw broken;
  return { secretKey: new Secret(secretKey), jwtSecretKey: new Secret(jwtSecretKey) };
};

/**
 * The keys of a development instance: made at the first start and kept in `secrets.json` of the
 * data directory, readable by its owner only.
 * @throws {BootError} when the file is open to other users, damaged, or cannot be written.
 */
export const loadOrCreateSecrets = (directory: string, random: Random): Secrets => {
  const path = join(directory, FILE);
  try {
    if (statSync(path, { throwIfNoEntry: false }) === undefined) create(directory, path, random);
    return read(path);
  } catch (fault) {
    if (fault instanceof BootError) throw fault;
    throw new BootError([
      `${path} cannot be read or written (${String(codeOf(fault))}): run it as the user who owns the directory, or name another one by PLINTH_DATA`,
    ]);
  }
};
