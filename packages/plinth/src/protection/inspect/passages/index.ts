export { LONG, mayHoldPassages, oddPassages } from "./odd-passages.ts";
export { hasOddPlace } from "./odd-places.ts";
