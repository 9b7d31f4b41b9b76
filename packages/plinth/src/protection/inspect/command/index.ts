export { analyseCommands } from "./analyse.ts";
