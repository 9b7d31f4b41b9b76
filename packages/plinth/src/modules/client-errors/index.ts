export { clientErrors } from "./module.ts";
