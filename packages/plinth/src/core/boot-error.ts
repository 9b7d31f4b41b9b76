/**
 * The process must not start. `problems` are one-line sentences, each saying what is wrong and what
 * to do; the command line prints them and exits with code 78 (EX_CONFIG, sysexits.h).
 */
export class BootError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "BootError";
    this.problems = problems;
  }
}
