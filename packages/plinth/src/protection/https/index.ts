export { createHttpsOnly, type HttpsOnlyOptions } from "./https-only.ts";
