const isLetter = (code: number): boolean => {
  const lower = code | 32;
  return (lower >= 97 && lower <= 122) || code === 95 || code === 36;
};

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

const KEYWORDS =
  /^(?:var|let|const|function|if|for|while|with|try|throw|new|import|do|return|document|window|void|delete|typeof|class|async|await|switch|export)$/;

/** The first word of a text and what stands around it. */
interface FirstWord {
  readonly lead: string;
  readonly word: string;
  readonly rest: string;
}

const readFirstWord = (code: string): FirstWord => {
  let at = 0;
  while (at < code.length && !isLetter(code.charCodeAt(at))) at += 1;
  let end = at;
  while (end < code.length && (isLetter(code.charCodeAt(end)) || isDigit(code.charCodeAt(end)))) {
    end += 1;
  }
  return { lead: code.slice(0, at), word: code.slice(at, end), rest: code.slice(end) };
};

/** A call, an assignment, a member, a label: prose has a space or a full stop there. */
const goesOnAsCode = ({ word, rest }: FirstWord): boolean => {
  const next = rest[0] ?? "";
  if (next === "" || word === "") return false;
  if ("(=[`?".includes(next)) return true;
  if (next === ".") return isLetter(rest.charCodeAt(1));
  return next === ":" && rest.length > 1 && rest[1] !== " ";
};

/**
 * Whether the content of a script element is code: the element is often mentioned in prose, and
 * prose does not go on with a call, an assignment or a member.
 */
export const isCodeLike = (content: string): boolean => {
  const close = content.toLowerCase().replace("<\\/", "</").indexOf("</script");
  const code = (close < 0 ? content : content.slice(0, close)).trim();
  if (code === "" || /^[.…]{1,5}$/.test(code)) return false;
  // "<script>xss</script>": closed, and no sentence inside.
  if (close >= 0 && code.length <= 40 && !/[\s.…]/.test(code)) return true;
  const first = readFirstWord(code);
  if (goesOnAsCode(first)) return true;
  if (KEYWORDS.test(first.word)) return close >= 0 || /[=({;]/.test(first.rest.slice(0, 60));
  // "<script>'use strict';k()</script>".
  if (close >= 0 && /^['"]$/.test(first.lead)) return /[(=`]/.test(code);
  return /[/\\{+!~[;]/.test(first.lead) && /[(=`]/.test(code);
};
