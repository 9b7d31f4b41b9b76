/**
 * `node --conditions=plinth-source scripts/sql-audit.ts`: whether any statement of the product is put
 * together from strings (VAL-12). The same look is a test, so that `npm run check` fails with it.
 */
import { auditSql } from "./sql-audit/audit.ts";

const { files, safe, fixed, built } = auditSql();
for (const { file, line, text } of built) process.stdout.write(`${file}:${line}: ${text}\n`);
process.stdout.write(
  `${files} files, ${safe} parameterised statements, ${fixed} fixed texts: ${built.length} built from strings found\n`,
);
process.exit(built.length === 0 ? 0 : 1);
