export { mayHoldPassages, oddPassages } from "./odd-passages.ts";
