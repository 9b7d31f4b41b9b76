export { reminders } from "./module.ts";
