export { analysePath, type PathEvidence } from "./analyse.ts";
