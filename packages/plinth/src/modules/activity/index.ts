export { type ActivityService, activity } from "./module.ts";
