// What stands behind the name of a command, and tells it from a word.

/** Blanks of a shell, and the plus sign that forms write for one. */
export const isBlank = (code: number): boolean => code === 32 || code === 9 || code === 43;

/** First place behind blanks. */
export const skipBlanks = (text: string, from: number): number => {
  let at = from;
  while (at < text.length && at < from + 16 && isBlank(text.charCodeAt(at))) at += 1;
  return at;
};

const METACHARACTERS = ";|&`\n\r<>";

/** Whether what follows a command is the end, or another metacharacter. */
export const endsHere = (text: string, end: number): boolean => {
  let at = skipBlanks(text, end);
  while (at < text.length && "'\")}\\".includes(text[at] ?? "")) at += 1;
  at = skipBlanks(text, at);
  if (text[at - 1] === "\\" && /^[nr](?!\w)/.test(text.slice(at, at + 2))) return true;
  return (
    at >= text.length ||
    METACHARACTERS.includes(text[at] ?? "") ||
    text[at] === "#" ||
    text[at] === "\0"
  );
};

/** Whether an argument looks like one: an option, a path, a variable, a redirection, an address. */
export const hasArgument = (text: string, end: number): boolean => {
  const at = skipBlanks(text, end);
  if (at === end && !"<>$/\\{".includes(text[at] ?? " ")) return false;
  const first = text[at] ?? "";
  const next = text[at + 1] ?? "";
  if (first === "-" && next !== " " && next !== "-") return /[A-Za-z0-9]/.test(next);
  if (first === "/" || first === "\\") return next !== " " && next !== "[";
  // "at ~50 kB": about so much.
  if (first === "~") return next !== " " && !/\d/.test(next);
  if (first === "$" || first === "%" || first === "<" || first === ">") return next !== " ";
  if (first === "." && (next === "/" || next === ".")) return true;
  if (first === "*" || first === "'" || first === '"' || first === "`") return true;
  const head = text.slice(at, at + 24);
  if (/^(?:https?:|ftp:|\d{1,3}(?:\.\d{1,3}){3}|127\.\d|[a-z]:[\\/])/i.test(head)) return true;
  return /^\d{1,4}(?:$|[;|&'"`\s)])/.test(head);
};
