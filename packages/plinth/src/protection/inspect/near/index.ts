export { narrowGates } from "./narrow.ts";
