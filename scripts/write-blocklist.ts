/**
 * Writes the filter of common passwords that ships with the product, from the list that
 * blocklist/entries.ts reads, and prints what the decision states of it.
 * With --check it only compares.
 *
 *   node --conditions=plinth-source scripts/write-blocklist.ts [--check]
 */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createBlocklist } from "../packages/plinth/src/modules/credentials/policy/blocklist/blocklist.ts";
import { buildFuseFilter } from "./blocklist/build-fuse-filter.ts";
import { readListEntries } from "./blocklist/entries.ts";

const target = new URL(
  "../packages/plinth/src/modules/credentials/policy/blocklist/common-passwords.bin",
  import.meta.url,
);
const decision = new URL("../docs/decisions/0010-common-passwords.md", import.meta.url);
const [BEGIN, END] = ["<!-- blocklist: generated -->", "<!-- /blocklist -->"];
/** Texts that are in no list: how often the filter is wrong is measured on them. */
const TRIALS = 2_000_000;

const { lines, entries } = readListEntries();
const bytes = buildFuseFilter(entries);

const measure = (): number => {
  const blocklist = createBlocklist(target);
  let wrong = 0;
  for (let trial = 0; trial < TRIALS; trial += 1) {
    // plinth-audit-allow weak-digest: trial strings, no secret
    const text = createHash("md5").update(String(trial)).digest("base64");
    if (blocklist.has(text)) wrong += 1;
  }
  return wrong;
};

const statement = (wrong: number): string =>
  [
    BEGIN,
    `${lines.toLocaleString("en")} lines give ${entries.length.toLocaleString("en")} entries in ` +
      `${bytes.length.toLocaleString("en")} bytes (${((8 * bytes.length) / entries.length).toFixed(2)} bits an entry).`,
    `Wrongly listed: ${wrong} of ${TRIALS.toLocaleString("en")} other texts ` +
      `(${((100 * wrong) / TRIALS).toFixed(4)} %; 1 in 65,536 is ${(100 / 65_536).toFixed(4)} %).`,
    `SHA-256 of the file: ${createHash("sha256").update(bytes).digest("hex")}`,
    END,
  ].join("\n");

const isSame = (): boolean => {
  try {
    return readFileSync(target).equals(bytes);
  } catch {
    return false;
  }
};

if (process.argv.includes("--check")) {
  const isInStep = isSame() && readFileSync(decision, "utf8").includes(statement(measure()));
  process.stdout.write(
    isInStep ? "the blocklist is in step\n" : "run scripts/write-blocklist.ts\n",
  );
  process.exitCode = isInStep ? 0 : 1;
} else {
  if (!isSame()) writeFileSync(target, bytes);
  const text = statement(measure());
  const document = readFileSync(decision, "utf8");
  const [before = "", rest = ""] = document.split(BEGIN);
  writeFileSync(decision, `${before}${text}${rest.split(END)[1] ?? ""}`);
  process.stdout.write(`${text}\n`);
}
