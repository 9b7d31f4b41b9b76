export {
  createKeyChecker,
  type KeyCaller,
  type KeyChecker,
  type KeyCheckerParts,
} from "./key-checker.ts";
export { createKey, KEY_PREFIX, type NewKey, publicIdOf } from "./key-format.ts";
export { shareRevocations } from "./revocations.ts";
export { createSigningKeys, type SigningChoice, type SigningKeys } from "./signing-keys.ts";
