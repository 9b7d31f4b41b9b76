import fc from "fast-check";
import { expect, test } from "vitest";
import { BootError } from "#core";
import { loadConfig } from "./load-config.ts";
import { VARIABLES } from "./variables/variables.ts";

const names = Object.keys(VARIABLES);
/** Free text is a valid path, and any profile name decides what else is wrong. */
const lenient = [
  ...["PLINTH_DATA", "PLINTH_LIMITS", "FILES_DIRECTORY", "TLS_CERT", "TLS_KEY"],
  ...["BACKUP_DIRECTORY", "BACKUP_COPY_TO", "BACKUP_POSTGRES_DATA"],
  "PLINTH_ENV",
];
const strict = names.filter((name) => !lenient.includes(name));

/** A value that no variable accepts ("example" spoils keys) and that is easy to find again in any text. */
const spoiled = fc
  .tuple(
    fc.constantFrom("", "{", "https://", "[", "-", "1", '{"password_min_length":', " "),
    fc.uuid(),
  )
  .map(([start, canary]) => `${start}<<example>> ${canary}`);

/** Any UTF-16: controls and lone surrogates included. */
const anyText = (maxLength = 30): fc.Arbitrary<string> =>
  fc
    .array(fc.oneof(fc.nat({ max: 0xff }), fc.nat({ max: 0xffff })), { maxLength })
    .map((units) => String.fromCharCode(...units));

test("P-104: any set of faults is refused at once, each by its name, none with its value", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.constantFrom(...strict), { minLength: 1 }),
      fc.array(spoiled, { minLength: strict.length, maxLength: strict.length }),
      fc.constantFrom("env", "file"),
      (faulty, values, where) => {
        const env = Object.fromEntries(faulty.map((name, index) => [name, values[index] ?? ""]));
        const envFile = Object.entries(env)
          .map(([name, value]) => `${name}='${value}'`)
          .join("\n");
        let problems: readonly string[] = [];
        try {
          loadConfig(where === "env" ? { env } : { env: {}, envFile });
        } catch (fault) {
          expect(fault).toBeInstanceOf(BootError);
          problems = (fault as BootError).problems;
        }
        const named = new Set(problems.map((problem) => problem.split(" ")[0]));
        expect([...named].sort()).toEqual([...faulty].sort());
        for (const value of Object.values(env)) {
          expect(problems.join("\n")).not.toContain(value.slice(-36));
        }
      },
    ),
  );
});

test("P-104: no environment whatsoever gives another error than the list of problems", () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), anyText()),
      anyText(),
      (env, envFile) => {
        try {
          loadConfig({ env, envFile });
        } catch (fault) {
          expect(fault).toBeInstanceOf(BootError);
        }
      },
    ),
    { numRuns: 300 },
  );
});
