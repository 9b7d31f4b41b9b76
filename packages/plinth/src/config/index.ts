export {
  type Config,
  type EffectiveValue,
  PROFILES,
  type Profile,
  type SecuritySettings,
  type ValueSource,
} from "./config.ts";
export { describeConfig, renderEnvExample, type VariableDescription } from "./describe-config.ts";
export { changedSince, laxerThanProfile } from "./drift.ts";
export { parseEnvFile } from "./env-file.ts";
export { type ConfigFinding, findingsOf } from "./findings.ts";
export { type ConfigSources, type ExtraVariables, loadConfig } from "./load-config.ts";
export { oneOf, plainText, secretText, trueOrFalse, wholeNumber } from "./parsers/plain.ts";
export { generateSecret, loadOrCreateSecrets, type Secrets } from "./secrets/secret-store.ts";
export {
  type Defaults,
  defineVariables,
  type Parsed,
  type Parser,
  type ValueOf,
  type ValuesOf,
  type ValueType,
  type Variable,
  type VariableTable,
} from "./variables/variable.ts";
