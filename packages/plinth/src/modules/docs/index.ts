export { docs } from "./module.ts";
export { type Answer, groupsOf, type Operation, operationsOf } from "./operations.ts";
export { policyWords } from "./policy-words.ts";
export { type Member, type SchemaWords, schemaWords } from "./schema-words.ts";
