import { relative } from "node:path";
import {
  ACTIVITY_LEVELS,
  AISLES,
  ALLERGEN_LABELS,
  DIETS,
  GOALS,
  loadPlannerData,
  PATTERNS,
  referenceIntakes,
} from "../../apps/cibozer/core/index.ts";
import { CONSENTS } from "../../apps/cibozer/server/health/consents.ts";
import { sharedCatalogs } from "../../apps/cibozer/server/languages.ts";
import { WEEK_PLANS } from "../../apps/cibozer/server/plans/meter.ts";
import { TIER_WORDS } from "../../apps/cibozer/server/tier-words.ts";
import { TOKENS_METER } from "../../apps/cibozer/server/words/meter.ts";
import { CATALOG_FOLDERS, catalogFiles, readCatalog } from "../../apps/cibozer/web/catalogs.ts";
import { platformCatalogs } from "../../packages/plinth/src/services/texts/index.ts";
import { type Message, messagesUnder, noticesUnder } from "./messages.ts";

/** Languages with catalogs; English is in the sources. */
export const TAGS = ["de", "ar"] as const;
export type Tag = (typeof TAGS)[number];

/** Pages that only who runs the service sees stay English. */
const ENGLISH_ONLY = [
  "packages/console/src/admin/",
  "packages/console/src/app/",
  "packages/console/src/operations/",
  "packages/console/src/kit/chart/",
  "apps/cibozer/web/src/admin/",
];

/** A place where messages are said, and where their catalogs lie. */
export interface Workspace {
  readonly name: string;
  readonly messages: readonly Message[];
  readonly faults: readonly string[];
  /** The files of a language, with what they say. */
  readonly catalogs: (tag: Tag) => readonly Catalog[];
}

/** One file of a language. */
export interface Catalog {
  readonly file: string;
  readonly said: Readonly<Record<string, string>>;
}

const catalogsIn = (folder: URL) => (tag: Tag) =>
  catalogFiles(folder, tag).map((file) => ({
    file: relative(process.cwd(), file),
    said: readCatalog(file),
  }));

const isTranslated = (fault: string): boolean =>
  !ENGLISH_ONLY.some((folder) => fault.startsWith(folder));

/** What the planner's core calls things; the pages say it by `t.of`. */
const coreMessages = (): readonly Message[] => [
  ...messagesUnder("apps/cibozer/core/model", "said.ts").messages,
  ...[
    ...Object.values(ALLERGEN_LABELS),
    ...AISLES.map(({ label }) => label),
    ...[...loadPlannerData().foods.values()].map(({ name }) => name),
    ...[...ACTIVITY_LEVELS, ...GOALS, ...referenceIntakes(undefined)].map(({ label }) => label),
    ...DIETS.flatMap(({ label, summary }) => [label, summary]),
    ...PATTERNS.flatMap(({ label, sittings }) => [label, ...sittings.map((at) => at.label)]),
  ].map((text) => ({ text, isPlural: false, file: "apps/cibozer/core" })),
];

/** What Cibozer's server says of tiers, consents and meters; the pages say it by `t.of`. */
const serverMessages = (): readonly Message[] =>
  [
    "Week plans",
    ...Object.values(TIER_WORDS).flatMap(({ summary, points }) => [summary, ...points]),
    ...CONSENTS.flatMap(({ title, text }) => [title, text]),
  ].map((text) => ({ text, isPlural: false, file: "apps/cibozer/server" }));

/** What the mails of Plinth say; operators' own stay English, and those of an application are its. */
const mails = (): Workspace => {
  const written = messagesUnder("packages/plinth/src", "{services/mail/*,modules/**/mails}.ts");
  return {
    name: "plinth's mails",
    messages: written.messages,
    faults: written.faults,
    catalogs: (tag) => [
      { file: `services/texts/catalogs/${tag}.ts`, said: platformCatalogs[tag] ?? {} },
    ],
  };
};

/** The console first: what it says, the application's catalogs need not say again. */
export const loadWorkspaces = (): readonly Workspace[] => {
  const console = messagesUnder("packages/console/src");
  const cibozer = messagesUnder("apps/cibozer/web/src");
  const platform = [...console.messages, ...noticesUnder("packages/plinth/src")];
  const known = new Set(platform.map(({ text }) => text));
  const files = messagesUnder(
    "apps/cibozer/server",
    "{exports,plans/files,recipes/proposals,reminders}/**/*.ts",
  );
  const ofPages = [
    ...cibozer.messages,
    ...coreMessages(),
    ...serverMessages(),
    ...noticesUnder("apps/cibozer/server"),
  ].filter(({ text }) => !known.has(text));
  const shared = new Set(Object.keys(sharedCatalogs.de));
  const meters = [WEEK_PLANS.name, TOKENS_METER.name].map((text) => ({
    text,
    isPlural: false,
    file: "plans/meter",
  }));
  return [
    mails(),
    {
      name: "console",
      messages: platform,
      faults: console.faults.filter(isTranslated),
      catalogs: catalogsIn(CATALOG_FOLDERS[0]),
    },
    {
      name: "cibozer",
      messages: ofPages,
      faults: cibozer.faults.filter(isTranslated),
      catalogs: catalogsIn(CATALOG_FOLDERS[1]),
    },
    {
      name: "cibozer's files, mails and reminders",
      messages: [...files.messages, ...meters].filter(({ text }) => !shared.has(text)),
      faults: files.faults,
      catalogs: catalogsIn(new URL("../../apps/cibozer/server/locales/", import.meta.url)),
    },
  ];
};
