export { type ApiKeysService, apiKeys } from "./module.ts";
export type { CreatedKey, KeyRequest, KeyView } from "./parts.ts";
export type { ApiKeys } from "./service.ts";
