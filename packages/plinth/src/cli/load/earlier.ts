import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { LoadResult } from "#load";
import { Type } from "#vendor/typebox";
import { Value } from "#vendor/typebox-value";
import { UsageError } from "../command.ts";

/** Of a result of plinth load, what a comparison needs. */
const Earlier = Type.Object({
  tool: Type.Object({ name: Type.Literal("plinth load") }),
  seconds: Type.Array(
    Type.Object({
      at: Type.Number(),
      ok: Type.Number(),
      errors: Type.Number(),
      p50: Type.Number(),
      p99: Type.Number(),
    }),
  ),
});

/**
 * Reads the result that a run is compared with, before anything is sent.
 * @throws {UsageError} when the file is none.
 */
export const readEarlier = (
  file: string | undefined,
  directory: string,
): Pick<LoadResult, "seconds"> | undefined => {
  if (file === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(readFileSync(resolve(directory, file), "utf8"));
    if (Value.Check(Earlier, value)) return value;
  } catch {
    // Said below, whatever was wrong with it.
  }
  throw new UsageError(`${file} is no result of plinth load`);
};
