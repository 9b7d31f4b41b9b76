export { type Csrf, type CsrfOptions, createCsrf } from "./csrf.ts";
