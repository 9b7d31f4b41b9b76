import type { Fault, Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { placesOf } from "../../support/pages/parameters.ts";
import { HTML } from "../../support/replies.ts";

/** What databases say of a statement that a quote broke. */
const SAYINGS: readonly (readonly [string, RegExp])[] = [
  ["MySQL", /You have an error in your SQL syntax|mysql_fetch_|MySqlException|SQLSTATE\[/],
  [
    "PostgreSQL",
    /PG::SyntaxError|unterminated quoted string at or near|pg_query\(\)|PSQLException/,
  ],
  ["SQLite", /SQLITE_ERROR|sqlite3\.OperationalError|unrecognized token: "/],
  ["SQL Server", /Unclosed quotation mark after the character string|Incorrect syntax near '/],
  ["Oracle", /\bORA-\d{5}\b|quoted string not properly terminated/],
  ["MongoDB", /MongoServerError|MongoError: /],
  [
    "a mapper",
    /QueryFailedError|SequelizeDatabaseError|PrismaClient(?:KnownRequest|UnknownRequest|Validation)Error|sqlalchemy\.exc\./,
  ],
];
const QUOTES = ["'", '"', "1'\")"];

/** OWASP ASVS V1.2.4 */
export const databaseErrors: Probe = {
  id: "database-errors",
  claim: "A quote in a link breaks no statement of the database",
  requirements: ["VAL-12", "P-012", "ERR-05"],
  standard: "OWASP ASVS 5 V1.2.4, V16.5.1; CWE-89",
  owasp: "A03",
  severity: "critical",
  depth: "look",
  remedy: "Send values beside the statement (WHERE id = ?), never inside of it.",
  sabotage: "break-over-quotes",
  run: async (target) => {
    const faults: Fault[] = [];
    const places = await placesOf(target);
    for (const place of places) {
      for (const quote of QUOTES) {
        const answer = await target.visitor().ask(place(quote), { headers: HTML });
        const said = SAYINGS.find(([, saying]) => saying.test(answer.text.slice(0, 200_000)))?.[0];
        if (said === undefined) continue;
        faults.push({ what: `${answer.asked.path.slice(0, 80)}: an error of ${said}`, answer });
        break;
      }
    }
    const of = "places for a quote";
    return judge({ faults, checked: places.length, of, wanted: "no error of a database" });
  },
};
