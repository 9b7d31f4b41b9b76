export { type EngagementService, engagement } from "./module.ts";
