import { randomBytes } from "node:crypto";
import type { Random } from "#core";

/** The operating system's source of unpredictable bytes. */
export const createSecureRandom = (): Random => ({ bytes: (length) => randomBytes(length) });
