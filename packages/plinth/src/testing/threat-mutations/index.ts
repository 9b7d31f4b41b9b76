export { type MutatedText, mutateThreats } from "./mutate.ts";
export { type AttackKind, ORDINARY, PAYLOADS } from "./payloads.ts";
