export { type ApiKeysService, apiKeys } from "./module.ts";
export type { ApiKeys, CreatedKey, KeyRequest, KeyView } from "./service.ts";
