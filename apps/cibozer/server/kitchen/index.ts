export { kitchen } from "./module.ts";
export type { Kitchen, Preferences, Tastes } from "./service.ts";
