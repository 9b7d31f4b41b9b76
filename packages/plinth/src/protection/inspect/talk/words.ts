// Words that people say: how much of a text is spoken in sentences, in languages that part words with blanks.

/** What ties a sentence together and no query, command or document has; of the commoner Latin languages. */
const TIES: ReadonlySet<string> = new Set(
  "the a an this that these those it its it's i i'm i've i'd i'll we we're you you're they he she my your our their to of for with what why how when which who does do did are was were be been am can could should would will has have had there here so but because instead just still only every any some about into after before than then now please thanks der die das ein eine ich wir und ist nicht mit wie warum von zu auf für den dem kann le la les un une des je nous est pas pour avec que qui comment dans sur el los las una es no para con cómo por il lo gli che non per di het een ik niet van hoe en jag att det och inte är som bir bu ve için ile ne nasıl o os um uma não com como se".split(
    " ",
  ),
);

const WORD = /^["'(“‘„«*_]{0,3}(\p{L}[\p{L}'’-]{0,30})["')”’»*_]{0,3}[.,;:?!…]{0,3}$/u;
/** Numbers, amounts, dashes and quotes end no sentence. */
const NEUTRAL = /^(?:[\d.,:%$€£-]{1,20}|[–—&+"'“”])[.,;:?!]?$/;
/** Words of queries, as they are written in capitals. */
const KEYWORD =
  /^(?:SELECT|FROM|WHERE|AND|OR|UNION|ALL|ORDER|GROUP|BY|HAVING|LIMIT|INSERT|INTO|VALUES|UPDATE|SET|DELETE|DROP|TABLE|EXEC|NOT|LIKE|NULL|IS|AS|CASE|WHEN|THEN|ELSE|END|IF|EXISTS|ON|JOIN|IN|WAITFOR|DELAY)$/;
const FOREIGN = /[^\p{ASCII}’]/u;

/** Words in a row that may be a sentence. */
const ROW = 3;

/** How many words of a text stand in rows of three and more of which one ties them together. */
export const countSaidWords = (text: string): number => {
  let total = 0;
  let row = 0;
  let isTied = false;
  for (const token of [...text.split(/\s+/), ";"]) {
    const word = WORD.exec(token)?.[1] ?? "";
    if (word !== "" && !KEYWORD.test(word)) {
      row += 1;
      isTied ||= TIES.has(word.toLowerCase().replace("’", "'")) || FOREIGN.test(word);
    } else if (!NEUTRAL.test(token)) {
      if (row >= ROW && isTied) total += row;
      row = 0;
      isTied = false;
    }
  }
  return total;
};
