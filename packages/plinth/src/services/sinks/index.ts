export { confinePath } from "./confine-path.ts";
export { sinkErrors } from "./errors.ts";
export { type ProgramResult, type ProgramRun, runProgram } from "./run-program.ts";
