export { deploys } from "./module.ts";
