export { oddPassages } from "./odd-passages.ts";
