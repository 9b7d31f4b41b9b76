/** What setup wrote where something was missing, and what was there already, by names of variables. */
export interface Filled {
  readonly text: string;
  readonly made: readonly string[];
}

/**
 * The text of a `.env` file with values for the variables that have none in it. A line that is there
 * and empty is filled in, so that the file keeps its order and comments; everything else is added at
 * the end. What has a value is never touched.
 */
export const fillIn = (text: string, missing: Readonly<Record<string, string>>): Filled => {
  let filled = text;
  const added: string[] = [];
  for (const [name, value] of Object.entries(missing)) {
    const empty = new RegExp(`^${name}=[ \\t]*$`, "m");
    if (empty.test(filled)) filled = filled.replace(empty, () => `${name}=${value}`);
    else added.push(`${name}=${value}`);
  }
  if (added.length > 0) {
    const gap = filled === "" || filled.endsWith("\n") ? "" : "\n";
    filled = `${filled}${gap}# Made by plinth setup.\n${added.join("\n")}\n`;
  }
  return { text: filled, made: Object.keys(missing) };
};
