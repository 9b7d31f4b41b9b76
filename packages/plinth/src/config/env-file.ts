const ASSIGNMENT = /^(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=(.*)$/;

/** What a `.env` file says, and its faults, which name lines and never repeat them. */
export interface EnvFile {
  readonly values: Readonly<Record<string, string>>;
  readonly problems: readonly string[];
}

/** Up to the last quote of its kind that nothing but a comment follows; undefined without one. */
const readQuoted = (text: string): string | undefined => {
  const quote = text.charAt(0);
  for (let at = text.lastIndexOf(quote); at > 0; at = text.lastIndexOf(quote, at - 1)) {
    const rest = text.slice(at + 1).trimStart();
    if (rest === "" || rest.startsWith("#")) return text.slice(1, at);
  }
  return undefined;
};

const readValue = (text: string): string | undefined => {
  if (/^["']/.test(text)) return readQuoted(text);
  // Only white space before it makes a comment, so a key may contain "#".
  const comment = text.search(/(?<!\S)#/);
  return (comment < 0 ? text : text.slice(0, comment)).trimEnd();
};

/**
 * Reads `NAME=value` lines. Values may stand in single or double quotes, which are taken off and
 * nothing inside them is replaced; `#` after white space begins a comment; one line is one variable.
 */
export const parseEnvFile = (text: string): EnvFile => {
  const values: Record<string, string> = Object.create(null);
  const problems: string[] = [];
  for (const [index, line] of text
    .replace(/^\ufeff/, "")
    .split(/\r?\n/)
    .entries()) {
    const trimmed = line.trim();
    if (trimmed === "" || trimmed.startsWith("#")) continue;
    const [, name, rest] = ASSIGNMENT.exec(trimmed) ?? [];
    const value = rest === undefined ? undefined : readValue(rest.trimStart());
    const where = `line ${index + 1} of the .env file`;
    if (name === undefined) problems.push(`${where} is not of the form NAME=value`);
    else if (value === undefined)
      problems.push(`${name} (${where}) has a quote that is not closed`);
    else if (Object.hasOwn(values, name)) problems.push(`${name} (${where}) is given twice`);
    else values[name] = value;
  }
  return { values, problems };
};
