export { type ErrorTracking, errors } from "./module.ts";
