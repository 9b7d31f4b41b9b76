const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
/** RFC 8030 section 5.4: a Topic has 32 characters at most. */
const MAX_NAME = 32;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A kind of message to browsers, such as "time-to-cook": what it is limited and counted by. */
export interface PushKind {
  /** Kebab-case; a label of metrics. Of one kind a browser that was away shows only the newest. */
  readonly name: string;
  /** Messages of this kind that one account gets within `withinMs`; what exceeds it is left out. */
  readonly most: number;
  /** At most a day. */
  readonly withinMs: number;
  /** For how long after it was asked for it is worth showing; the push service drops it after that. */
  readonly usefulMs: number;
  /** RFC 8030 section 5.3: whether a device that saves its battery is woken for it. */
  readonly urgency: "very-low" | "low" | "normal" | "high";
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 1;

/**
 * Declares a kind of message to browsers; five a day for one account, worth showing for an hour,
 * unless it says otherwise.
 * @throws {RangeError} for a name that is not kebab-case, and for numbers out of range.
 * @example
 * const TIME_TO_COOK = definePush({ name: "time-to-cook", most: 2, usefulMs: 45 * 60_000 });
 */
export const definePush = (
  declared: Pick<PushKind, "name"> & Partial<Omit<PushKind, "name">>,
): PushKind => {
  const kind: PushKind = {
    most: 5,
    withinMs: DAY_MS,
    usefulMs: HOUR_MS,
    urgency: "normal",
    ...declared,
  };
  if (!NAME.test(kind.name) || kind.name.length > MAX_NAME) {
    throw new RangeError(`push ${kind.name} is not a kebab-case name of ${MAX_NAME} characters`);
  }
  const areRight = [kind.most, kind.withinMs, kind.usefulMs].every(isCount);
  if (!areRight || kind.withinMs > DAY_MS) {
    throw new RangeError(`push ${kind.name}: numbers are whole, and withinMs is a day at most`);
  }
  return Object.freeze(kind);
};
