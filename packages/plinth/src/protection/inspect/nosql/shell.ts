import type { Analysis } from "../engine/finding.ts";
import { isQuote, kindAt, type Tokens, textAt, WORD } from "../engine/tokens.ts";

/** What the shell of MongoDB calls on a database or a collection (mongosh, "Methods"). */
const METHODS: ReadonlySet<string> = new Set(
  "insert insertone insertmany remove drop dropdatabase dropindex dropindexes find findone findoneandupdate findoneanddelete findoneandreplace findandmodify update updateone updatemany updateuser replaceone deleteone deletemany bulkwrite countdocuments estimateddocumentcount distinct renamecollection createindex createcollection createview getcollectionnames getcollectioninfos getcollection getsiblingdb getmongo getname getusers getuser getroles version eval shutdownserver admincommand runcommand createuser createrole dropuser dropallusers changeuserpassword grantrolestouser aggregate mapreduce stats auth hostinfo serverstatus serverbuildinfo currentop killop fsynclock fsyncunlock loadserverscripts".split(
    " ",
  ),
);

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
  if (METHODS.has(textAt(tokens, end)) && kindAt(tokens, end + 1) === 40) {
    analysis.report.add("nosql.shell-call");
  }
};
