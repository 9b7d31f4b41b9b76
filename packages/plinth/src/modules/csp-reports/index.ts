export { CSP_REPORT_PATH, cspReports } from "./module.ts";
