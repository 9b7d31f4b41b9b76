export { docs } from "./module.ts";
export type { Documentation, DocumentationAccess } from "./service.ts";
