export { type PasskeysService, passkeys } from "./module.ts";
export type { PasskeyView } from "./use-cases/manage.ts";
