export { analyseSql } from "./analyse.ts";
