import { type QueryExecutorProvider, sql } from "#vendor/kysely";
import type { Schema } from "./contract.ts";

interface ColumnRow {
  readonly table: string;
  readonly sql: string;
  readonly column: string;
  readonly definition: string;
}

interface PartRow {
  readonly part: string;
  readonly definition: string;
}

const COLUMNS = sql<ColumnRow>`
  select s.name as "table", s.sql as sql, x.name as "column",
    lower(x.type) || case x."notnull" when 1 then ' not null' else '' end
      || coalesce(' default ' || x.dflt_value, '')
      || case x.pk when 0 then '' else ' primary key ' || x.pk end
      || case x.hidden when 0 then '' else ' hidden ' || x.hidden end as definition
  from sqlite_schema s, pragma_table_xinfo(s.name) x
  where s.type = 'table' and s.name not glob 'sqlite_*'
  order by s.name, x.cid`;

const REFERENCES = sql<PartRow>`
  select 'reference ' || s.name || '.' || group_concat(f."from", ',') as part,
    f."table" || '(' || group_concat(coalesce(f."to", ''), ',') || ') update '
      || f.on_update || ' delete ' || f.on_delete as definition
  from sqlite_schema s, pragma_foreign_key_list(s.name) f
  where s.type = 'table' and s.name not glob 'sqlite_*'
  group by s.name, f.id`;

const OTHERS = sql<PartRow>`
  select type || ' ' || name || ' on ' || tbl_name as part, sql as definition
  from sqlite_schema where type <> 'table' and sql is not null`;

/** Quotes and the way lines are broken say nothing about a schema. */
const plain = (text: string): string => text.replaceAll('"', "").replaceAll(/\s+/g, " ").trim();

/** Reads the schema of an embedded database. */
export const readEmbeddedSchema = async (db: QueryExecutorProvider): Promise<Schema> => {
  const columns = (await COLUMNS.execute(db)).rows;
  const named = [...(await REFERENCES.execute(db)).rows, ...(await OTHERS.execute(db)).rows];
  const parts = new Map(named.map(({ part, definition }) => [part, plain(definition)]));
  const tables = new Map<string, string[]>();
  for (const { table, column, definition, sql: text } of columns) {
    parts.set(`column ${table}.${column}`, definition);
    parts.set(`table ${table}`, plain(text));
    tables.set(table, [...(tables.get(table) ?? []), column]);
  }
  return { tables: [...tables].map(([name, own]) => ({ name, columns: own })), parts };
};
