export { LONG, oddPassages } from "./odd-passages.ts";
