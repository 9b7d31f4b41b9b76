export { createHashCount, type HashCount, type HashReport } from "./count.ts";
export { createHashRepository, type HashRepository } from "./repository.ts";
export { createHashStandIns, type HashStandIns } from "./stand-ins.ts";
