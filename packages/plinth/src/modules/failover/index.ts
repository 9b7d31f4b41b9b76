export { failover } from "./module.ts";
