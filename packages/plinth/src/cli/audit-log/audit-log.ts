import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { setTimeout as pause } from "node:timers/promises";
import {
  type ChainReport,
  type ExportHead,
  type LookProgress,
  verifyChain,
} from "#modules/audit-log";
import {
  type Arguments,
  type Command,
  requireText,
  type Terminal,
  UsageError,
} from "../command.ts";
import { openFileSource } from "./file-source.ts";
import { type Ask, type ExportedEntry, withAuditLog } from "./instance.ts";

const ACTIONS = ["verify", "export", "key", "accept"] as const;
const POLL_MS = 200;

const show = (report: ChainReport, given: Arguments, terminal: Terminal): number => {
  if (given.isSet("json")) terminal.print(JSON.stringify(report, null, 2));
  else if (report.isWhole) {
    const range = report.lastSeq === null ? "" : `, ${report.firstSeq} to ${report.lastSeq}`;
    const cut = report.cutAt === 0 ? "" : `; removed for their age up to ${report.cutAt}`;
    terminal.print(
      `the chain holds: ${report.entries} entries${range}, ${report.checkpoints} checkpoints${cut}`,
    );
  } else {
    terminal.print("the chain does NOT hold:");
    for (const { message } of report.faults) terminal.print(`  ${message}`);
  }
  return report.isWhole ? 0 : 1;
};

/** Begins a look, and waits for what it finds. */
const look = async (ask: Ask, terminal: Terminal): Promise<ChainReport> => {
  const begun = (await ask({ action: "verify" })) as LookProgress;
  let told = 0;
  for (;;) {
    await pause(POLL_MS);
    const state = (await ask({ action: "state" })) as LookProgress;
    if (state.ended > begun.ended) {
      if (state.report === undefined) throw new Error("the chain could not be read; see the log");
      return state.report;
    }
    const entries = state.underWay?.entries ?? 0;
    if (entries - told >= 100_000) {
      told = entries;
      terminal.tell(`${entries} entries hold so far`);
    }
  }
};

const verifyFile = async (path: string, given: Arguments, terminal: Terminal): Promise<number> => {
  const { source, publicKey } = await openFileSource(path);
  const trusted = given.text("public-key");
  if (trusted === undefined) {
    terminal.tell(
      "signatures are checked with the key that the file itself names; --public-key says which one to believe",
    );
  }
  return show(await verifyChain({ source, trusted: [trusted ?? publicKey] }), given, terminal);
};

/** Writes the whole chain as JSON lines; how many entries. */
const exportTo = async (ask: Ask, write: (line: string) => void): Promise<number> => {
  const head = (await ask({ action: "head" })) as ExportHead;
  write(JSON.stringify(head));
  const end = (head.head as { readonly seq: number } | undefined)?.seq ?? 0;
  let after = 0;
  let entries = 0;
  while (after < end) {
    const page = (await ask({ action: "entries", after })) as readonly ExportedEntry[];
    const wanted = page.filter(({ entry }) => entry.seq <= end);
    for (const one of wanted) write(JSON.stringify(one));
    entries += wanted.length;
    const last = page.at(-1)?.entry.seq;
    if (last === undefined) break;
    after = last;
  }
  return entries;
};

const exportAll = async (ask: Ask, given: Arguments, terminal: Terminal): Promise<number> => {
  const path = given.text("out");
  if (path === undefined) {
    await exportTo(ask, terminal.print);
    return 0;
  }
  const file = createWriteStream(path, { mode: 0o600, flags: "wx" });
  const entries = await exportTo(ask, (line) => file.write(`${line}\n`));
  file.end();
  await finished(file);
  terminal.tell(`${entries} entries in ${path}`);
  return 0;
};

const run = async (
  action: (typeof ACTIONS)[number],
  ask: Ask,
  given: Arguments,
  terminal: Terminal,
): Promise<number> => {
  if (action === "verify") return show(await look(ask, terminal), given, terminal);
  if (action === "export") return exportAll(ask, given, terminal);
  if (action === "key") {
    terminal.print(((await ask({ action: "key" })) as { readonly publicKey: string }).publicKey);
    return 0;
  }
  await ask({ action: "accept", because: requireText(given, "because") });
  terminal.print("the chain as it ends now is taken for whole; that stands in it");
  return 0;
};

/** Verifies and exports the audit trail of a running instance, of its data, or of an export. */
export const auditLog: Command = {
  usage: "plinth audit-log verify|export|key|accept [--file F] [--out F] [--because WHY] [--json]",
  mostWords: 1,
  verbs: {
    verify: ["app", "file", "public-key", "json"],
    export: ["app", "out"],
    key: ["app"],
    accept: ["app", "because"],
  },
  flags: {
    app: { type: "string", help: "the application's file" },
    file: { type: "string", help: "an export instead of the instance" },
    "public-key": { type: "string", help: "with --file: the key to believe, as `key` prints it" },
    out: { type: "string", help: "a new file; standard output without it" },
    because: { type: "string", help: "why the chain ends earlier, such as a restore" },
    json: { type: "boolean", help: "print JSON" },
  },
  run: async (given, terminal) => {
    const action = ACTIONS.find((known) => known === given.words[0]);
    if (action === undefined) throw new UsageError(`say ${ACTIONS.join(", ")}`);
    if (action === "accept") requireText(given, "because");
    const file = given.text("file");
    try {
      if (file !== undefined && action === "verify") return await verifyFile(file, given, terminal);
      return await withAuditLog(given.text("app"), terminal, (ask) =>
        run(action, ask, given, terminal),
      );
    } catch (fault) {
      if (fault instanceof UsageError) throw fault;
      terminal.tell(`plinth: ${fault instanceof Error ? fault.message : "it failed"}`);
      return 2;
    }
  },
};
