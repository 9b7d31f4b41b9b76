export {
  type FieldKeys,
  type FieldPlace,
  type FieldSealer,
  UnreadableField,
} from "./contract.ts";
export { createFieldKeys } from "./field-keys.ts";
export { fieldKeyMigrations } from "./migrations.ts";
export { createDataKeyRepository } from "./repository.ts";
