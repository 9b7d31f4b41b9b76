export { type Cors, type CorsOptions, createCors } from "./cors.ts";
