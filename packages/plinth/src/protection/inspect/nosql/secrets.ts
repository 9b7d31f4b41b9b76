// A secret is given, and never asked for: whoever signs in sends a password as a text. A request that
// compares it, sorts by it or wants it told reads it from what the answer changes, letter by letter
// (filters of mappers and of interfaces that are made from a schema; CWE-943, CWE-200).

import { LONGEST_VALUE } from "../engine/gates.ts";

/** How far before a name its surroundings are read, and behind it. */
const BEFORE = 160;
const BEHIND = 64;

/** What is in every name below, and an equals sign, a colon or a bracket for what is done with it. */
const MAY_ASK = /pass|pwd|token|code|key|stamp|cred|secret|seed|pin|otp|ssn|cvv|iban/i;
/** A name as keys, parameters and paths have it: "user.password", "author__password__startswith". */
const NAME = /[a-z_$][\w$.-]{1,96}/gi;
/** Names that nothing but a secret has, whatever stands around them. */
const SECRET =
  /pass(?:word|wd|phrase|_?hash)|(?:reset|recovery|refresh|access|auth|api|login|session|registration|registered|verification|invite)_?(?:token|code|key)|(?:^|[._])pwd|secret|private_?key|security_?stamp|credential|(?:otp|totp|mfa|tfa|2fa)_?(?:seed|secret)/i;
/** What is known about a secret, and is none. */
const ABOUT =
  /(?:less|manager|polic(?:y|ies)|protected|confirm\w{0,12}|changed\w{0,6}|updated\w{0,6}|expire\w{0,6}|rules?|length|strength|required|hint|_?at|_?id|url|page|field|enabled|count|type)$/i;
/** Names that are one where they are compared, and a word like any other elsewhere. */
const COMPARED = /(?:^|[._])(?:token|pin|otp|ssn|cvv|iban|pass)(?:_\w{1,12}|__\w{1,16})?$/i;
/** Names of secrets that people also have as words. */
const PLAIN = /^[+-]?(?:password|passphrase|secrets?|credentials?)$/i;

/** An operator in the name itself: "password_contains", "password__startswith", "password.regex". */
const NAMES_OPERATOR =
  /(?:__(?:i?exact|i?contains|gte?|lte?|ne|n?in|i?startswith|i?endswith|range|isnull|exists|i?regex|like|not)|_(?:not_?)?(?:i?contains[is]?|starts_?with|ends_?with|i?like|matches|regex|gte?|lte?|neq?|null)|\.(?:regexp?|neq?|gte?|lte?|like|contains))$/i;
/** The same as the key of what stands behind a name. */
const OBJECT_OPERATOR =
  /^["']?\s{0,3}:\s{0,3}\\?\{\s{0,3}\\?["']?[_$]?(?:string_)?(?:i?regexp?|n?i?like|neq|ne|nin|inq|in|not_?\w{0,12}|gte?|lte?|greater_?than\w{0,12}|less_?than\w{0,12}|between|i?starts?_?with|i?ends?_?with|i?contains[is]?|exists|is_?null|nnull|matches|equals|eq|some|every|[<>!]=?)\\?["']?\s{0,3}:/i;
const BRACKET_OPERATOR =
  /^["']?\](?:\[\d{0,2}\])?\[["']?[_$]?(?:i?regexp?|n?i?like|neq|ne|nin|inq|in|not_?\w{0,12}|gte?|lte?|greater_?than\w{0,12}|less_?than\w{0,12}|between|i?starts?_?with|i?ends?_?with|i?contains[is]?|exists|is_?null|nnull|null|matches|equals|eq|some|every)["']?\]/i;
/** "password=like.a*" (PostgREST), "password||$starts||a" (crud). */
const VALUE_OPERATOR =
  /^(?:=(?:not\.)?(?:i?like|i?match|gte?|lte?|neq?|in|is|fts)\.|\|\|\$?\w{2,12}\|\|)/i;
/** "startswith(Password,'a')" (OData 4.01, section 11.2.6.1.2). */
const FUNCTION_BEFORE =
  /\b(?:starts_?with|ends_?with|substringof|contains|length|substring|indexof|tolower|toupper)\s?\((?:\w{1,24}\/){0,6}$/i;

/** What a request names to have it told, sorted or grouped by, and what stands between that and a name. */
const ASKED_BEFORE =
  /(?:^|[?&{,(;[$_\s"'])(?:select|include|populate|expand|embed(?:ded)?|_?sort(?:by)?|order(?:_?by|ing)?|distinct|projection|project|keys|by|group_?by|attributes|alias|apply|join|aggregate|returning|fields)\\?["'\]]?(?:\[\w{0,24}\]){0,8}\\?["']?\s{0,2}[=:]\s{0,2}[^&\]}\n]{0,100}$/i;
/** The same as brackets of a parameter: "projection[password]=1". */
const ASKED_BRACKET =
  /(?:^|[?&[])(?:select|include|populate|expand|sort|order(?:by)?|projection|project|keys|fields|attributes)\]?(?:\[\w{1,24}\]){0,6}\[$/i;
const CHOSEN_BRACKET = /^\]=(?:1|-1|true|asc|desc)\b/i;
/** Behind a name that is told: the end of a list, or a key that is chosen. */
const ENDS = /^(?:\\?["']?\s{0,2}(?:[\],)}&|;:/]|$)|\s|%2c|\+)/i;
const GIVEN = /^\\?["']?\s{0,3}[:=]\s{0,3}(?!1\b|-1\b|true\b|asc\b|desc\b|["']?(?:asc|desc)\b|\{)/i;
const CHOSEN = /^\\?["']?\s{0,3}:\s{0,3}(?:1|-1|true|["']?(?:asc|desc)\b|\{)/i;

/** A query of GraphQL, in which a name with nothing but blanks around it is told. */
const QUERY = /^\s{0,3}(?:\{|query\b|mutation\b|subscription\b)|"query"\s{0,2}:/;

/** A name in its surroundings. */
interface Place {
  readonly name: string;
  readonly before: string;
  readonly behind: string;
}

const isCompared = ({ name, before, behind }: Place): boolean =>
  (NAMES_OPERATOR.test(name) && /^["']?\]?\s{0,3}[=:]/.test(behind)) ||
  OBJECT_OPERATOR.test(behind) ||
  BRACKET_OPERATOR.test(behind) ||
  (/(?:^|[?&=])$/.test(before) && VALUE_OPERATOR.test(behind)) ||
  (FUNCTION_BEFORE.test(before) && /^\s?[,)]/.test(behind));

/** Whether names in an object are chosen, or given a value. */
const isTold = ({ name, before, behind }: Place): boolean => {
  if (ASKED_BRACKET.test(before) && CHOSEN_BRACKET.test(behind)) return true;
  const asked = ASKED_BEFORE.exec(before)?.[0];
  if (asked === undefined || GIVEN.test(behind)) return false;
  if (asked.includes("{") && CHOSEN.test(behind)) return true;
  // "fields":["email","password"] is a form as well.
  const isForm = PLAIN.test(name) && /fields/i.test(asked) && !asked.includes("=");
  return !isForm && ENDS.test(behind);
};

const isSelected = (text: string, { name, before, behind }: Place): boolean =>
  !PLAIN.test(name) && /[{\s]$/.test(before) && /^\s{0,3}[}\s]/.test(behind) && QUERY.test(text);

/** Whether a text asks for a secret, compares it or sorts by it. */
export const asksForSecret = (text: string): boolean => {
  if (text.length > LONGEST_VALUE || !/[=:{(]/.test(text) || !MAY_ASK.test(text)) return false;
  for (const { 0: name, index } of text.matchAll(NAME)) {
    const isSecret = SECRET.test(name) && !ABOUT.test(name);
    if (!isSecret && !COMPARED.test(name)) continue;
    const end = index + name.length;
    const place = {
      name,
      before: text.slice(Math.max(0, index - BEFORE), index),
      behind: text.slice(end, end + BEHIND),
    };
    if (isCompared(place)) return true;
    if (isSecret && (isTold(place) || isSelected(text, place))) return true;
  }
  return false;
};
