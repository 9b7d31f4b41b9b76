export { enterMaintenance, type Maintenance, readMaintenance } from "./maintenance.ts";
