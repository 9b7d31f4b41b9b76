import type { Store } from "#store";
import { type SelectQueryBuilder, sql } from "#vendor/kysely";
import type { AuditOutcome, AuditTables, LogRow } from "../contract.ts";

/** Which entries are asked for; what is absent asks for nothing special. */
export interface LogFilter {
  /** Pseudonyms: an entry of any of them. */
  readonly actors?: readonly string[] | undefined;
  readonly targets?: readonly string[] | undefined;
  readonly action?: string | undefined;
  readonly outcome?: AuditOutcome | undefined;
  readonly requestId?: string | undefined;
  /** Milliseconds since the epoch, the first instant and the first that no longer counts. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** A place in the order of pages. */
export interface Place {
  readonly at: number;
  readonly seq: number;
}

/** One page, newest first. */
export interface LogPage {
  readonly rows: readonly LogRow[];
  /** Where the next page begins; undefined on the last. A page may be short and not the last. */
  readonly next: Place | undefined;
}

type Query = SelectQueryBuilder<AuditTables, "audit_log", unknown>;

/**
 * Entries that one page looks at where several wishes have to come together: then a page never takes
 * long, whatever is asked for, and says how far it looked (LOG-09).
 */
const WINDOW = 1_000;
const WINDOWS = 3;
/** Nearly everything is done or refused; what is neither is found by that first. */
const USUAL: ReadonlySet<string> = new Set(["success", "refused"]);

/** A wish about a column; each has an index that ends in the order of pages. */
interface Wish {
  readonly column: "request_id" | "actor" | "target" | "action" | "outcome";
  readonly values: readonly string[];
}

/** The most telling first: its index leads. */
const wishesOf = (filter: LogFilter): readonly Wish[] => {
  const one = (column: Wish["column"], value: string | undefined): readonly Wish[] =>
    value === undefined ? [] : [{ column, values: [value] }];
  const many = (column: Wish["column"], values: readonly string[] | undefined): readonly Wish[] =>
    values === undefined ? [] : [{ column, values }];
  const isRare = filter.outcome !== undefined && !USUAL.has(filter.outcome);
  const outcome = one("outcome", filter.outcome);
  return [
    ...one("request_id", filter.requestId),
    ...(isRare ? outcome : []),
    ...many("actor", filter.actors),
    ...many("target", filter.targets),
    ...one("action", filter.action),
    ...(isRare ? [] : outcome),
  ];
};

const leadBy = (query: Query, { column, values }: Wish): Query => {
  const [first = "", ...others] = values;
  return others.length === 0
    ? query.where(column, "=", first as never)
    : query.where(column, "in", values as never);
};

/** As an expression, so that no planner takes an index of this column instead of the leading one. */
const alsoBy = (query: Query, { column, values }: Wish): Query =>
  query.where(sql<string>`${sql.ref(column)} || ''`, "in", values.length === 0 ? [""] : values);

const within = (query: Query, { from, to }: LogFilter, before: Place | undefined): Query => {
  let bounded = query;
  if (from !== undefined) bounded = bounded.where("at", ">=", from);
  if (to !== undefined) bounded = bounded.where("at", "<", to);
  if (before === undefined) return bounded;
  // The first bound lets the index begin at the place; the second is exact among equal instants.
  return bounded
    .where("at", "<=", before.at)
    .where((eb) => eb.or([eb("at", "<", before.at), eb("seq", "<", before.seq)]));
};

const inOrder = (query: Query): Query => query.orderBy("at", "desc").orderBy("seq", "desc");

/** Reads pages of the chain. */
export interface LogPages {
  readonly page: (query: {
    readonly filter: LogFilter;
    readonly before: Place | undefined;
    readonly limit: number;
  }) => Promise<LogPage>;
  readonly one: (seq: number) => Promise<LogRow | undefined>;
}

const placeOf = (row: LogRow | undefined): Place | undefined =>
  row === undefined ? undefined : { at: row.at, seq: row.seq };

/** Builds it. */
export const createLogPages = (store: Store): LogPages => {
  const from = (): Query => store.read<AuditTables>().selectFrom("audit_log");

  /** At most one wish about columns: its index has exactly the page. */
  const direct = async (query: Query, limit: number): Promise<LogPage> => {
    const rows = await inOrder(query)
      .selectAll()
      .limit(limit + 1)
      .execute();
    const shown = rows.slice(0, limit);
    return { rows: shown, next: rows.length > limit ? placeOf(shown.at(-1)) : undefined };
  };

  /** The end of the window that begins at a place; undefined where it holds all that is left. */
  const windowEnd = async (query: Query): Promise<Place | undefined> => {
    const row = await inOrder(query)
      .select(["at", "seq"])
      .offset(WINDOW - 1)
      .limit(1)
      .executeTakeFirst();
    return row;
  };

  const windowed = async (
    filter: LogFilter,
    begin: Place | undefined,
    limit: number,
  ): Promise<LogPage> => {
    const [leading, ...others] = wishesOf(filter);
    const rows: LogRow[] = [];
    let before = begin;
    for (let look = 0; look < WINDOWS; look += 1) {
      const bounded = within(from(), filter, before);
      const led = leading === undefined ? bounded : leadBy(bounded, leading);
      const end = await windowEnd(led);
      const inside =
        end === undefined
          ? led
          : led
              .where("at", ">=", end.at)
              .where((eb) => eb.or([eb("at", ">", end.at), eb("seq", ">=", end.seq)]));
      const found = await direct(others.reduce(alsoBy, inside), limit - rows.length);
      rows.push(...found.rows);
      if (found.next !== undefined) return { rows, next: found.next };
      if (end === undefined) return { rows, next: undefined };
      before = end;
      if (rows.length === limit) break;
    }
    return { rows, next: before };
  };

  return {
    page: ({ filter, before, limit }) => {
      const wishes = wishesOf(filter);
      if (wishes.length > 1) return windowed(filter, before, limit);
      const [wish] = wishes;
      const bounded = within(from(), filter, before);
      return direct(wish === undefined ? bounded : leadBy(bounded, wish), limit);
    },
    one: (seq) => from().selectAll().where("seq", "=", seq).executeTakeFirst(),
  };
};
