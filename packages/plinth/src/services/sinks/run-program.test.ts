import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { type ProgramRun, runProgram } from "./run-program.ts";

const NODE = process.execPath;
/** Says with which arguments and environment it runs. */
const SAY = "process.stdout.write(JSON.stringify([process.argv.slice(1), process.env]))";
const said = async (run: Partial<ProgramRun>) => {
  const result = await runProgram({ file: NODE, args: ["-e", SAY], timeoutMs: 10_000, ...run });
  return JSON.parse(Buffer.from(result.stdout).toString()) as [string[], Record<string, string>];
};

describe.skipIf(process.platform === "win32")("VAL-14: programs are run without a shell", () => {
  it("every text arrives as it is, and means nothing", async () => {
    const nasty = ["; id", "$(id)", "`id`", "| id", "&& id", "*", "~", "-rf", "--help", "'\"", "ü"];
    expect(await said({ operands: nasty })).toEqual([nasty, {}]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.string({ unit: "grapheme" }).filter((text) => !/\p{Cc}|\p{Cs}/u.test(text)),
          { minLength: 1 },
        ),
        async (operands) => {
          expect((await said({ operands }))[0]).toEqual(operands);
        },
      ),
      { numRuns: 4 },
    );
  });

  it("nothing of our environment goes along", async () => {
    expect((await said({ env: { LANG: "C" } }))[1]).toEqual({ LANG: "C" });
  });

  it.each([
    { operands: ["a\0b"] },
    { operands: ["a\nb"] },
    { operands: ["-rf"], separator: false },
  ])("refuses %j", async (run) => {
    await expect(said(run)).rejects.toMatchObject({ code: "OPERAND_REFUSED" });
  });

  it("gives exit code, both outputs and reads what it is given", async () => {
    const script = "process.stdin.pipe(process.stdout); console.error('e'); process.exitCode = 3";
    const result = await runProgram({
      file: NODE,
      args: ["-e", script],
      input: "given",
      timeoutMs: 10_000,
    });
    expect(result.exitCode).toBe(3);
    expect(Buffer.from(result.stdout).toString()).toBe("given");
    expect(Buffer.from(result.stderr).toString()).toBe("e\n");
  });

  it("ends what takes too long or says too much, and is ended by its caller", async () => {
    const clock = createManualClock();
    const hang = ["-e", "setInterval(() => undefined, 1000)"];
    const late = runProgram({
      file: NODE,
      args: hang,
      timeoutMs: 500,
      startTimer: clock.startTimer,
    });
    clock.advance(500);
    await expect(late).rejects.toMatchObject({ code: "TIMEOUT" });
    const aborting = new AbortController();
    const gone = runProgram({
      file: NODE,
      args: hang,
      timeoutMs: 10_000,
      signal: aborting.signal,
    });
    aborting.abort(new Error("gone"));
    await expect(gone).rejects.toThrow("gone");
    const loud = ["-e", "setInterval(() => process.stdout.write('x'.repeat(10_000)), 1)"];
    await expect(
      runProgram({ file: NODE, args: loud, timeoutMs: 10_000, maxOutputBytes: 20_000 }),
    ).rejects.toThrow("more than 20000 bytes");
  });

  it("refuses a name that PATH would decide about, and says when nothing starts", async () => {
    await expect(said({ file: "node" })).rejects.toThrow(RangeError);
    await expect(said({ file: "/nowhere/node" })).rejects.toThrow("did not start");
  });
});
