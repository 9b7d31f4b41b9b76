export { type JobsService, jobs } from "./module.ts";
