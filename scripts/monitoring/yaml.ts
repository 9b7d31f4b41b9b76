/** What is written as YAML: JSON that a person can read and a reviewer can compare. */
export type Yaml =
  | string
  | number
  | boolean
  | readonly Yaml[]
  | { readonly [key: string]: Yaml | undefined };

const isScalar = (value: Yaml): value is string | number | boolean => typeof value !== "object";

/** Plain where YAML 1.1 and 1.2 read the same text back; quoted as JSON, which both know, where not. */
const scalar = (value: string | number | boolean): string => {
  if (typeof value !== "string") return String(value);
  const isPlain =
    /^[A-Za-z_/][\w./-]*$/.test(value) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(value);
  return isPlain ? value : JSON.stringify(value);
};

const lines = (value: Yaml, indent: string): readonly string[] => {
  if (isScalar(value)) return [`${indent}${scalar(value)}`];
  if (Array.isArray(value)) {
    return (value as readonly Yaml[]).flatMap((item) => {
      const [first = "", ...rest] = lines(item, `${indent}  `);
      return [`${indent}- ${first.trimStart()}`, ...rest];
    });
  }
  return Object.entries(value).flatMap(([key, item]) => {
    if (item === undefined) return [];
    if (isScalar(item)) return [`${indent}${key}: ${scalar(item)}`];
    const isEmpty = Array.isArray(item) ? item.length === 0 : Object.keys(item).length === 0;
    if (isEmpty) return [`${indent}${key}: ${Array.isArray(item) ? "[]" : "{}"}`];
    return [`${indent}${key}:`, ...lines(item, `${indent}  `)];
  });
};

/** Writes a YAML document, with what it is said to be in its first lines. */
export const yamlText = (about: readonly string[], document: Yaml): string =>
  `${[...about.map((line) => `# ${line}`), ...lines(document, "")].join("\n")}\n`;
