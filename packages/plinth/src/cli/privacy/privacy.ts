import { type ControlAnswer, sendControl } from "#app";
import type { BreachView, DueTable, ProcessingRecord } from "#modules/privacy";
import { recordsPage } from "#modules/privacy";
import { type Arguments, type Command, type Terminal, UsageError } from "../command.ts";
import { loadSettings } from "../load-settings.ts";
import { withData } from "../with-composition.ts";
import { type PrivacyAction, runPrivacy } from "./run-privacy.ts";

const instant = (given: Arguments, flag: string): number | undefined => {
  const text = given.text(flag);
  if (text === undefined) return undefined;
  const at = Date.parse(text);
  if (!Number.isFinite(at)) throw new UsageError(`--${flag} is a moment such as 2026-03-01T12:00Z`);
  return at;
};

const breachOf = (given: Arguments): PrivacyAction => {
  const title = given.text("title");
  const tables = (given.text("tables") ?? "").split(",").filter((name) => name !== "");
  if (title === undefined || tables.length === 0) {
    throw new UsageError("say what happened and where: --title T --tables accounts,plans");
  }
  const until = instant(given, "until");
  const detectedAt = instant(given, "detected");
  return {
    action: "open-breach",
    title,
    description: given.text("description") ?? title,
    tables,
    ...(until === undefined ? {} : { until }),
    ...(detectedAt === undefined ? {} : { detectedAt }),
  };
};

const readAction = (given: Arguments): PrivacyAction => {
  const [word, second] = given.words;
  if (word === "records" && second === undefined) return { action: "records" };
  if (word === "retention" && second === undefined) {
    return { action: "retention", isDryRun: given.isSet("dry-run") };
  }
  if (word === "breach" && second === "list") return { action: "breaches" };
  if (word === "breach" && second === "open") return breachOf(given);
  throw new UsageError("say records, retention, breach open or breach list");
};

const breachLine = (breach: BreachView): string => {
  const clock =
    breach.hoursLeft === null ? "the authority was told" : `${breach.hoursLeft} h left of 72`;
  return `${breach.id}  ${breach.title}: ${breach.people} people, ${clock}`;
};

const show = (asked: PrivacyAction, value: unknown, terminal: Terminal): void => {
  if (asked.action === "records") terminal.print(recordsPage(value as ProcessingRecord[]));
  else if (asked.action === "open-breach") terminal.print(breachLine(value as BreachView));
  else if (asked.action === "breaches") {
    for (const breach of value as BreachView[]) terminal.print(breachLine(breach));
  } else {
    const due = value as readonly DueTable[];
    if (due.length === 0) terminal.print("nothing is due");
    const verb = asked.isDryRun ? "would be removed" : "removed";
    for (const { table, rows, days, retention } of due) {
      terminal.print(`${table}: ${rows} rows ${verb}, older than ${days} days (${retention})`);
    }
  }
};

const onStopped = (
  asked: PrivacyAction,
  given: Arguments,
  terminal: Terminal,
): Promise<ControlAnswer> => {
  let answer: ControlAnswer = { ok: false, message: "nothing was done" };
  return withData(given.text("app"), terminal, async (composition) => {
    await composition.migrator.up();
    try {
      answer = { ok: true, value: await runPrivacy(composition, { ...asked }) };
    } catch (fault) {
      answer = { ok: false, message: fault instanceof Error ? fault.message : String(fault) };
    }
    return 0;
  }).then(() => answer);
};

/** The record of processing, what is over, and breaches, stopped or running (PRIV-07). */
export const privacy: Command = {
  usage:
    "plinth privacy records | retention [--dry-run] | breach open --title T --tables a,b | breach list",
  mostWords: 2,
  verbs: {
    records: ["app", "json"],
    retention: ["app", "dry-run", "json"],
    "breach open": ["app", "title", "description", "tables", "until", "detected", "json"],
    "breach list": ["app", "json"],
  },
  flags: {
    app: { type: "string", help: "the application's file" },
    "dry-run": { type: "boolean", help: "only say what a retention run would remove" },
    title: { type: "string", help: "what happened, in a few words" },
    description: { type: "string", help: "what happened and what was done" },
    tables: { type: "string", help: "tables whose data was seen, by commas" },
    until: { type: "string", help: "data of before this moment was seen" },
    detected: { type: "string", help: "when it was noticed; the 72 hours run from here" },
    json: { type: "boolean", help: "print JSON" },
  },
  run: async (given, terminal) => {
    const asked = readAction(given);
    const answer =
      (await sendControl(loadSettings(terminal).dataDirectory, {
        command: "privacy",
        arguments: { ...asked },
      })) ?? (await onStopped(asked, given, terminal));
    if (!answer.ok) {
      terminal.tell(`plinth: ${answer.message}`);
      return 1;
    }
    if (given.isSet("json")) terminal.print(JSON.stringify(answer.value));
    else show(asked, answer.value, terminal);
    return 0;
  },
};
