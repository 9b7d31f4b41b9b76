const ASSIGNMENT = /^(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/;
const QUOTED = /^(["'])(.*)\1\s*(?:#.*)?$/;

/** What a `.env` file says, and its faults, which name lines and never repeat them. */
export interface EnvFile {
  readonly values: Readonly<Record<string, string>>;
  readonly problems: readonly string[];
}

const readValue = (text: string): string | undefined => {
  const quoted = QUOTED.exec(text);
  if (quoted?.[2] !== undefined) return quoted[2];
  if (/^["']/.test(text)) return undefined;
  // Only white space before it makes a comment, so a key may contain "#".
  return text.replace(/(?:^|\s+)#.*$/, "").trimEnd();
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
    const value = rest === undefined ? undefined : readValue(rest);
    const where = `line ${index + 1} of the .env file`;
    if (name === undefined) problems.push(`${where} is not of the form NAME=value`);
    else if (value === undefined)
      problems.push(`${name} (${where}) has a quote that is not closed`);
    else if (Object.hasOwn(values, name)) problems.push(`${name} (${where}) is given twice`);
    else values[name] = value;
  }
  return { values, problems };
};
