import { type AddressRange, addressGroups, addressKey, isWithin, parseRange } from "#core";
import { type AddressEntry, holdsAt } from "./entries.ts";

/** What is known of an address. */
export interface Standing {
  readonly kind: "plain" | "exempt" | "denied" | "blocked";
  /** Where it follows from an entry that people or the service made. */
  readonly entry?: AddressEntry;
}

/** Lists of addresses, and what they say of one. */
export interface AddressBook {
  readonly standingOf: (address: string, now: number) => Standing;
  /** Whether nobody is refused at all: the usual case, which should cost nothing. */
  readonly isEmpty: () => boolean;
  readonly entries: () => readonly AddressEntry[];
  /** Puts these in the place of all entries. */
  readonly replace: (entries: readonly AddressEntry[]) => void;
  /** Adds one; where there are too many, the oldest that nobody made by hand leave. */
  readonly add: (entry: AddressEntry) => void;
}

/** Lists that no running instance changes. */
export interface FixedLists {
  readonly exempt: readonly AddressRange[];
  readonly denied: readonly AddressRange[];
}

/** Addresses remembered; the memory starts anew when it is full, so no flood of them grows it. */
const MAX_KNOWN = 4_096;
/** Entries at most; beyond, the automatic ones that have been there longest leave by the thousand. */
const MAX_ENTRIES = 10_000;
const LEAVE_AT_ONCE = 1_000;
const PLAIN: Standing = { kind: "plain" };
const EXEMPT: Standing = { kind: "exempt" };
const DENIED: Standing = { kind: "denied" };

interface Listed {
  readonly range: AddressRange;
  readonly entry: AddressEntry;
}

/** Entries of single addresses by what limits count them as; the others one after another. */
interface Index {
  readonly single: Map<string, AddressEntry[]>;
  readonly wide: Listed[];
}

const addTo = ({ single, wide }: Index, entry: AddressEntry): void => {
  const range = parseRange(entry.range);
  if (range === undefined) return;
  const isSingle = range.bits === 128 || (range.bits === 64 && range.text.endsWith("/64"));
  if (!isSingle) {
    wide.push({ range, entry });
    return;
  }
  const key = addressKey(range.text.split("/")[0] ?? range.text);
  const others = single.get(key);
  if (others === undefined) single.set(key, [entry]);
  else others.push(entry);
};

const index = (entries: readonly AddressEntry[]): Index => {
  const made: Index = { single: new Map(), wide: [] };
  for (const entry of entries) addTo(made, entry);
  return made;
};

const lastsLonger = (a: AddressEntry, b: AddressEntry | undefined): boolean =>
  b === undefined || a.until === null || (b.until !== null && a.until > b.until);

/** Without the oldest automatic entries: no flood of addresses lifts what an administrator decided. */
const withRoom = (entries: readonly AddressEntry[]): readonly AddressEntry[] => {
  let leaving = LEAVE_AT_ONCE;
  return entries.filter(({ origin }) => {
    if (origin === "administrator" || leaving === 0) return true;
    leaving -= 1;
    return false;
  });
};

/** Builds the book; what is allowed goes before what is blocked, and settings before entries. */
export const createAddressBook = (fixed: FixedLists): AddressBook => {
  let all: AddressEntry[] = [];
  let indexed = index(all);
  const known = new Map<string, Standing>();

  const look = (address: string, now: number): Standing => {
    const groups = addressGroups(address);
    if (groups === undefined) return PLAIN;
    const isIn = (range: AddressRange): boolean => isWithin(groups, range);
    if (fixed.exempt.some(isIn)) return EXEMPT;
    const found = [
      ...(indexed.single.get(addressKey(address)) ?? []),
      ...indexed.wide.filter(({ range }) => isIn(range)).map(({ entry }) => entry),
    ].filter((entry) => holdsAt(entry, now));
    const longest = (kind: AddressEntry["kind"]): AddressEntry | undefined =>
      found
        .filter((entry) => entry.kind === kind)
        .reduce<AddressEntry | undefined>(
          (best, one) => (lastsLonger(one, best) ? one : best),
          undefined,
        );
    const allowed = longest("allow");
    if (allowed !== undefined) return { kind: "exempt", entry: allowed };
    if (fixed.denied.some(isIn)) return DENIED;
    const blocked = longest("block");
    return blocked === undefined ? PLAIN : { kind: "blocked", entry: blocked };
  };

  const replace = (entries: readonly AddressEntry[]): void => {
    all = [...entries];
    indexed = index(all);
    known.clear();
  };

  return {
    standingOf: (address, now) => {
      const before = known.get(address);
      if (before !== undefined && (before.entry === undefined || holdsAt(before.entry, now))) {
        return before;
      }
      const standing = look(address, now);
      if (known.size >= MAX_KNOWN) known.clear();
      known.set(address, standing);
      return standing;
    },
    isEmpty: () => fixed.denied.length === 0 && all.length === 0,
    entries: () => all,
    replace,
    add: (entry) => {
      if (all.length >= MAX_ENTRIES) replace(withRoom(all));
      all.push(entry);
      addTo(indexed, entry);
      known.clear();
    },
  };
};
