// Queries and pieces of pages as people show them to each other: whole, and left by nothing.

/** How a value is left, what hides a rest, and what is asked of a server that is not one's own. */
const SQL_HARM =
  /--|#|\/\*|\bunion\s{1,4}(?:all\s{1,4}|distinct\s{1,4})?\(?select|\bsleep\s{0,4}\(|\bbenchmark\s{0,4}\(|waitfor|pg_sleep|information_schema|sqlite_master|\bxp_|load_file|into\s{1,4}(?:out|dump)file|extractvalue|updatexml|@@|passw|pwd|secret|admin|\b(?:or|and)\s{1,4}\(?\s{0,4}(?:true|not)|[\w)]['"]\s{0,4}(?:or|and|union|\|\||&&|[;,+=<>*/]|having|order|group|like|is|in|limit|procedure|rlike|regexp|xor|div)|^\s{0,4}['"`)]|;\s{0,4}(?:drop|update|delete|insert|select|create|alter|exec|declare|truncate)|\bcase\s{1,4}when|\bcast\s{0,4}\(|\s'(?:\s|\|\|)|\d\s{1,4}(?:or|and)\s/i;

/** "= 'paid'", "like 'Mc%'", "('Emma', 7)": a string that is opened and closed where it is. */
const COMPARED =
  /([=<>]|\blike)\s{0,3}'[^'"\n;]{0,60}'|[(,]\s{0,3}'[^'"\n;]{0,60}'(?=\s{0,3}[,)])/gi;

/** Whether the SQL of a text is such as one shows. */
export const showsQuery = (text: string): boolean => !SQL_HARM.test(text.replace(COMPARED, "$1 x"));

/** Keys in quotes, as requests have them; code, changes, secrets, and what is asked of a server. */
const STORE_HARM =
  /["']\$\w{1,24}["']\s{0,4}:|\$(?:where|ne|nin|function|accumulator|expr|regex|exists|nor|or|out|merge|lookup|unionwith|currentop|collstats|redact|inc|set|mod|mul|comment)\b|drop|remove|delete|insert|eval|passw|token|secret|admin|''|:\s{0,4}null|this\.|\breturn\b|getC|getU|version|tojson|\[\$|mapReduce|;|loadS/i;

/** Whether the query of a document store is such as one shows. */
export const showsStoreQuery = (text: string): boolean => !STORE_HARM.test(text);
