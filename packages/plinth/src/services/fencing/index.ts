export { createFencing, type Fencing, type Guard } from "./fencing.ts";
