export { history } from "./module.ts";
export type { History } from "./service.ts";
