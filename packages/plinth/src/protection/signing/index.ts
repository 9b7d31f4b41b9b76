export { createSigning, type SigningOptions } from "./signing.ts";
