import { type QueryExecutorProvider, sql } from "#vendor/kysely";
import type { Schema } from "./contract.ts";

interface Row {
  readonly kind: "column" | "constraint" | "index" | "trigger" | "view";
  readonly table: string;
  readonly name: string;
  readonly definition: string;
}

/** Everything in the first schema of the search path, what extensions brought along aside. */
const PARTS = sql<Row>`
  with own as (
    select c.oid, c.relname, c.relkind from pg_class c
    join pg_namespace n on n.oid = c.relnamespace and n.nspname = current_schema()
    where c.relkind in ('r', 'p', 'v', 'm') and not exists (
      select 1 from pg_depend d
      where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
  )
  select 'column' as kind, o.relname as "table", a.attname as name,
    format_type(a.atttypid, a.atttypmod)
      || case when a.attnotnull then ' not null' else '' end
      || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid, true), '')
      || case a.attidentity when '' then '' else ' identity ' || a.attidentity::text end as definition,
    a.attnum as position
  from own o join pg_attribute a on a.attrelid = o.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef d on d.adrelid = o.oid and d.adnum = a.attnum
  where o.relkind in ('r', 'p')
  union all
  select 'constraint', o.relname, c.conname,
    pg_get_constraintdef(c.oid, true) || case when c.convalidated then '' else ' not valid' end, 0
  from own o join pg_constraint c on c.conrelid = o.oid and c.contype <> 'n'
  union all
  select 'index', o.relname, i.relname,
    pg_get_indexdef(x.indexrelid, 0, true) || case when x.indisvalid then '' else ' invalid' end, 0
  from own o join pg_index x on x.indrelid = o.oid join pg_class i on i.oid = x.indexrelid
  where not exists (select 1 from pg_constraint c where c.conindid = x.indexrelid and c.conrelid = o.oid)
  union all
  select 'trigger', o.relname, t.tgname,
    replace(pg_get_triggerdef(t.oid, true), 'FUNCTION pg_temp.', 'FUNCTION ')
      || case t.tgenabled when 'O' then '' else ' not enabled' end, 0
  from own o join pg_trigger t on t.tgrelid = o.oid and not t.tgisinternal
  union all
  select 'view', o.relname, o.relname, pg_get_viewdef(o.oid, true), 0
  from own o where o.relkind in ('v', 'm')
  order by 2, 5, 1, 3`;

/** Reads the schema of a PostgreSQL database: that part of it which the search path names first. */
export const readPostgresqlSchema = async (db: QueryExecutorProvider): Promise<Schema> => {
  const parts = new Map<string, string>();
  const tables = new Map<string, string[]>();
  for (const { kind, table, name, definition } of (await PARTS.execute(db)).rows) {
    if (kind === "column") {
      parts.set(`table ${table}`, "table");
      parts.set(`column ${table}.${name}`, definition);
      tables.set(table, [...(tables.get(table) ?? []), name]);
    } else parts.set(`${kind} ${name} on ${table}`, definition);
  }
  return { tables: [...tables].map(([name, columns]) => ({ name, columns })), parts };
};
