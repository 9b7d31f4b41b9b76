import { compileMessage } from "../../apps/cibozer/web/catalogs.ts";
import { TAGS, type Tag, type Workspace } from "./workspaces.ts";

/** The places of a compiled message: names of values and of tags, and the forms of its plurals. */
interface Places {
  readonly names: ReadonlySet<string>;
  readonly plurals: readonly (readonly string[])[];
}

/** icu-minify's node types that have forms: select, plural, selectordinal. */
const hasForms = (type: unknown): boolean => type === 1 || type === 2 || type === 3;

const placesOf = (compiled: unknown): Places => {
  const names = new Set<string>();
  const plurals: (readonly string[])[] = [];
  const walk = (nodes: unknown): void => {
    if (!Array.isArray(nodes)) return;
    for (const node of nodes) {
      if (!Array.isArray(node)) continue;
      const [name, type, forms] = node as [string, unknown, unknown];
      names.add(name);
      if (hasForms(type) && typeof forms === "object" && forms !== null) {
        plurals.push(Object.keys(forms).toSorted());
        for (const form of Object.values(forms)) walk(form);
      } else walk(node.slice(1));
    }
  };
  walk(compiled);
  return { names, plurals };
};

const inEnglish = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(/\{(\w+)\}|<(\w+)>/g)].map(([, name, tag]) => name ?? tag ?? ""));

/** What is wrong with how a language says one message. */
export const faultsOfMessage = (
  tag: string,
  english: string,
  said: string,
  isPlural: boolean,
): readonly string[] => {
  let places: Places;
  try {
    places = placesOf(compileMessage(said));
  } catch (error) {
    return [`is not ICU: ${String(error)}`];
  }
  const faults: string[] = [];
  if (said.trim() === "") faults.push("is empty");
  const wanted = inEnglish(english);
  const isCounted = isPlural && !wanted.has("n");
  for (const name of wanted) if (!places.names.has(name)) faults.push(`lacks {${name}}`);
  for (const name of places.names) {
    if (!wanted.has(name) && !(name === "n" && isCounted)) faults.push(`has no {${name}} to show`);
  }
  const forms = new Intl.PluralRules(tag).resolvedOptions().pluralCategories.toSorted().join();
  if (isPlural && places.plurals.length === 0) faults.push("does not count {n}");
  for (const given of places.plurals) {
    const categories = given.filter((form) => !form.startsWith("=")).join();
    if (categories !== forms) faults.push(`has the forms ${categories} instead of ${forms}`);
  }
  return faults;
};

/** Messages that the catalogs of a workspace do not have. */
export const missingIn = (workspace: Workspace, tag: Tag): readonly string[] => {
  const said = new Set(workspace.catalogs(tag).flatMap((catalog) => Object.keys(catalog.said)));
  return [...new Set(workspace.messages.map(({ text }) => text))].filter((text) => !said.has(text));
};

/** All that keeps the catalogs of a workspace from saying exactly what its sources say. */
export const faultsOf = (workspace: Workspace): readonly string[] => {
  const faults: string[] = [...workspace.faults];
  const plural = new Set(workspace.messages.filter((m) => m.isPlural).map(({ text }) => text));
  const used = new Set(workspace.messages.map(({ text }) => text));
  for (const tag of TAGS) {
    const seen = new Set<string>();
    for (const { file, said } of workspace.catalogs(tag)) {
      for (const [english, words] of Object.entries(said)) {
        const found = faultsOfMessage(tag, english, words, plural.has(english));
        if (!used.has(english)) faults.push(`${file}: nobody says “${english}”`);
        if (seen.has(english)) faults.push(`${file}: “${english}” stands in two files`);
        faults.push(...found.map((fault) => `${file}: “${english}” ${fault}`));
        seen.add(english);
      }
    }
    faults.push(...missingIn(workspace, tag).map((text) => `${tag} lacks “${text}”`));
  }
  return faults;
};
