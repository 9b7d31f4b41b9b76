export { health } from "./module.ts";
export type { Health } from "./service.ts";
