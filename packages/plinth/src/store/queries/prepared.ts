import type { CompiledQuery, Kysely } from "#vendor/kysely";
import type { Placeholders, PreparedRead } from "../contract.ts";
import type { SqlResult } from "../engine.ts";

/** Runs one text with different values. */
export type RunPrepared = (parameters: readonly unknown[]) => Promise<SqlResult>;

/** Takes the place of a value while a query is compiled; Kysely hands it through untouched. */
class Placeholder {
  readonly name: PropertyKey;

  constructor(name: PropertyKey) {
    this.name = name;
  }
}

/** Compiles a select once; each run only fills in the values. */
export const prepareRead = <Tables, Values, Row>(
  db: Kysely<Tables>,
  bind: (sql: string) => RunPrepared,
  build: (db: Kysely<Tables>, value: Placeholders<Values>) => { compile(): CompiledQuery<Row> },
): PreparedRead<Values, Row> => {
  const placeholder = <Name extends keyof Values>(name: Name): Values[Name] =>
    new Placeholder(name) as Values[Name];
  const { sql, parameters } = build(db, placeholder).compile();
  const run = bind(sql);

  const all = async (values: Values): Promise<Row[]> => {
    const filled = parameters.map((parameter) =>
      parameter instanceof Placeholder ? values[parameter.name as keyof Values] : parameter,
    );
    return (await run(filled)).rows as Row[];
  };
  return { all, first: async (values) => (await all(values))[0] };
};
