import { tmpdir } from "node:os";
import { expect, it } from "vitest";
import { type ProgramRun, runProgram } from "./run-program.ts";

const inShell = (words: string, timeoutMs: number): ProgramRun => ({
  file: "/bin/sh",
  words: ["-c", words],
  owner: undefined,
  directory: tmpdir(),
  timeoutMs,
});

it("RES-04: a program that left another behind has ended when it ended, not when that one does", async () => {
  const outcome = await runProgram(inShell("sleep 600 & echo $!", 60_000));
  const left = Number(outcome.printed);
  // Throws where nobody is there any more.
  expect(process.kill(left, "SIGKILL")).toBe(true);
  expect(outcome).toMatchObject({ code: 0, isLate: false });
});

it("RES-04: a program that takes too long is killed, and what it left behind keeps nobody waiting", async () => {
  const outcome = await runProgram(inShell("sleep 600 & echo $!; wait", 500));
  expect(process.kill(Number(outcome.printed), "SIGKILL")).toBe(true);
  expect(outcome).toMatchObject({ code: undefined, isLate: true });
});
