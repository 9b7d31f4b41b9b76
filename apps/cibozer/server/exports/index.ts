export { exporting } from "./module.ts";
