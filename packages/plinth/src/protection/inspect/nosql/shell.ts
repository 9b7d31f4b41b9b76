import type { Analysis } from "../engine/finding.ts";
import { bitsAt, isQuote, kindAt, type Tokens, textAt, WORD } from "../engine/tokens.ts";

/** What the shell of MongoDB calls on a database or a collection (mongosh, "Methods"). */
const METHODS: ReadonlySet<string> = new Set(
  "insert insertone insertmany remove drop dropdatabase dropindex dropindexes find findone findoneandupdate findoneanddelete findoneandreplace findandmodify update updateone updatemany updateuser replaceone deleteone deletemany bulkwrite countdocuments estimateddocumentcount distinct renamecollection createindex createcollection createview getcollectionnames getcollectioninfos getcollection getsiblingdb getmongo getname getusers getuser getroles version eval shutdownserver admincommand runcommand createuser createrole dropuser dropallusers changeuserpassword grantrolestouser aggregate mapreduce stats auth hostinfo serverstatus serverbuildinfo currentop killop fsynclock fsyncunlock loadserverscripts".split(
    " ",
  ),
);

/** Those that change nothing and tell nothing of the server. */
const READING = /^(?:find|findone|aggregate|countdocuments|estimateddocumentcount|distinct)$/;

/** "db.users.find({})", "db['users'].drop()", "db.getCollectionNames()". */
export const analyseDatabase = (analysis: Analysis, tokens: Tokens, at: number): void => {
  let from = at;
  const isNamed =
    kindAt(tokens, at + 1) === 91 &&
    isQuote(kindAt(tokens, at + 2)) &&
    kindAt(tokens, at + 3) === WORD &&
    kindAt(tokens, at + 5) === 93;
  if (isNamed) from += 5;
  if (kindAt(tokens, from + 1) !== 46) return;
  let end = from + 2;
  while (end < from + 8 && kindAt(tokens, end + 1) === 46) end += 2;
  const method = textAt(tokens, end);
  if (!METHODS.has(method) || kindAt(tokens, end + 1) !== 40) return;
  // "In the shell, db.menu.find({}) shows it": what only reads, in a sentence.
  const before = kindAt(tokens, at - 1);
  const isWord = before === WORD && bitsAt(tokens, at - 1) === 0;
  const isSaid = isWord || (before === 44 && kindAt(tokens, at - 2) === WORD);
  if (isSaid && READING.test(method)) return;
  analysis.report.add("nosql.shell-call");
};
