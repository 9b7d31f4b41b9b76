import type { Allergen } from "../model/food.ts";
import {
  type Constraint,
  type LeftOver,
  type LeftReason,
  MAX_WORDS_LENGTH,
  type Reading,
  type Span,
} from "./constraint.ts";
import { createDishNames, type Dish, dishAt, type NamedDishes, withDishes } from "./dishes.ts";
import { createGerman } from "./german/german.ts";
import { ALLERGEN_WORDS, DISLIKED_GROUPS } from "./lexicon/allergens.ts";
import { createLexicon, isOneApart, type Lexicon } from "./lexicon/lexicon.ts";
import { type Effect, type Mode, TRAILERS } from "./lexicon/phrases.ts";
import { quantityAt } from "./quantities.ts";
import { type Candidate, settle } from "./settle.ts";
import { stem, type Token, tokenize } from "./tokens.ts";

/** Reads sentences into constraints: rules alone, no network, the same answer every time. */
export type SentenceReader = {
  /** Reads the first MAX_WORDS_LENGTH units of a sentence. Never throws. */
  readonly read: (sentence: string) => Reading;
  /** The name under which a food is known, or undefined for what is none. */
  readonly foodNamed: (text: string) => string | undefined;
  /** Whether there is a dish of this id. */
  readonly hasDish: (id: string) => boolean;
};

/** Dishes that a sentence names, and whether one of the fourteen allergens is said with them. */
type Named = NamedDishes & { readonly hasAllergen: boolean };

/** Where the reader stands in the sentence. */
type State = {
  readonly tokens: readonly Token[];
  readonly found: Candidate[];
  readonly left: LeftOver[];
  mode: Mode;
  /** Whether nothing stands between the word that set the mode and here. */
  isFresh: boolean;
  /** Whether "at least" was said just before. */
  isFloor: boolean;
  /** The words that end a list read ahead, and what holds until there. */
  list: { readonly end: number; readonly mode: Mode; readonly after: Mode } | undefined;
  /** Whether fish is eaten by whoever eats no meat. */
  eatsFish: boolean;
  /** The token behind "no meat", from where "but fish" takes fish back. */
  meatlessEnd: number | undefined;
  readonly named: readonly Named[];
  /** Of those, the ones of which something is wished. */
  readonly wished: Set<Named>;
};

const spanOf = ({ tokens }: State, from: number, to: number): Span => ({
  start: tokens[from]?.start ?? 0,
  end: tokens[to - 1]?.end ?? 0,
});

const leave = (state: State, from: number, to: number, reason: LeftReason): void => {
  const span = spanOf(state, from, to);
  const last = state.left.at(-1);
  // Words that stand side by side are one piece.
  if (last?.reason === reason && last.end + 1 >= span.start) {
    state.left[state.left.length - 1] = { ...last, end: span.end };
  } else {
    state.left.push({ ...span, reason });
  }
};

const setMode = (state: State, mode: Mode): void => {
  state.mode = mode;
  state.isFresh = mode !== "neutral";
};

/** Signs that end what was said of the words before. */
const STOPS = new Set([".", ";", "!", "?", "(", ")"]);

const passSign = (state: State, { text }: Token): void => {
  if (STOPS.has(text)) setMode(state, "neutral");
  if (text === ",") state.isFresh = false;
};

type Trailer = { readonly end: number; readonly isFree: boolean; readonly isOneThing: boolean };

/** How many tokens are looked ahead for the end of a list. */
const LIST_REACH = 16;
const JOINTS = new Set(["and", "or", "&", "/", "-", ",", "food"]);
const NOT_FREE = new Set(["range", "to", "of", "day", "time"]);

/** Whether a list of foods that begins at `at` ends in "allergy", "free" or the like. */
const trailerOf = (lexicon: Lexicon, tokens: readonly Token[], at: number): Trailer | undefined => {
  let isOneThing = true;
  for (let next = at; next < Math.min(tokens.length, at + LIST_REACH); ) {
    const text = tokens[next]?.text ?? "";
    const match = lexicon.matchAt(tokens, next);
    const isFree = text === "free" && !NOT_FREE.has(tokens[next + 1]?.text ?? "");
    const isTrailer = TRAILERS.has(stem(text)) && tokens[next - 1]?.text !== ",";
    if (isFree || isTrailer) return { end: next + 1, isFree, isOneThing };
    if (match?.effect.kind === "food") next = match.end;
    else if (dishAt(tokens[next]) !== undefined) next += 1;
    else if (JOINTS.has(text)) {
      if (text === "," || text === "and") isOneThing = false;
      next += 1;
    } else return undefined;
  }
  return undefined;
};

/** Enters a list that ends in "allergy" or "free", if one begins here. */
const enterList = (state: State, lexicon: Lexicon, at: number): void => {
  if (state.list !== undefined) return;
  const trailer = trailerOf(lexicon, state.tokens, at);
  if (trailer === undefined) return;
  const { end, isFree, isOneThing } = trailer;
  // "no nut allergy" says that there is none; "no fish, peanut allergy" that there is one.
  const isNone = state.mode === "exclude" && state.isFresh && isOneThing && !isFree;
  const mode = isNone || state.mode === "negated" ? "negated" : isFree ? "exclude" : "allergy";
  state.list = { end, mode, after: mode === "negated" ? "neutral" : state.mode };
};

const allergensIn = (mode: Mode, word: string, lexicon: Lexicon): readonly Allergen[] => {
  const whole = ALLERGEN_WORDS[word];
  if (mode === "allergy") return lexicon.allergensOf(word);
  if (mode === "dislike" && DISLIKED_GROUPS[word] !== undefined) return [];
  return whole ?? [];
};

const FISH: ReadonlySet<string> = new Set(["fish", "seafood"]);
const FINE = new Set(["ok", "okay", "fine", "good", "allowed", "great"]);

const isWelcome = (state: State, end: number): boolean =>
  state.mode === "positive" ||
  [0, 1, 2].some((ahead) => FINE.has(state.tokens[end + ahead]?.text ?? ""));

/** What a food comes to, by what is said of it. */
const takeFood = (
  state: State,
  lexicon: Lexicon,
  at: number,
  found: { readonly word: string; readonly end: number },
): void => {
  enterList(state, lexicon, at);
  const mode = state.list?.mode ?? state.mode;
  state.isFresh = false;
  if (mode === "negated") {
    leave(state, at, found.end, "negated");
    return;
  }
  if (mode === "neutral" || mode === "positive") {
    if (FISH.has(found.word) && isWelcome(state, found.end)) {
      state.eatsFish = true;
    }
    const isAllergen = mode === "neutral" && ALLERGEN_WORDS[found.word] !== undefined;
    leave(state, at, found.end, isAllergen ? "allergen-mentioned" : "mentioned");
    return;
  }
  const span = spanOf(state, at, found.end);
  const allergens = allergensIn(mode, found.word, lexicon);
  const disliked =
    mode === "dislike"
      ? DISLIKED_GROUPS[found.word]
      : [lexicon.foodNamed(tokenize(found.word)) ?? ""];
  const wishes: readonly Constraint[] =
    allergens.length > 0
      ? allergens.map((value) => ({ field: "allergen", value }))
      : (disliked ?? [lexicon.foodNamed(tokenize(found.word)) ?? found.word]).map((value) => ({
          field: "dislike",
          value,
        }));
  for (const wish of wishes) state.found.push({ ...wish, ...span, isWeak: false });
};

/** Words behind a dish that are looked at. */
const BEHIND = [1, 2, 3];

/**
 * What is wished of a dish: "not chicken curry again", "more lentil soup". "No peanut stew" may be said for
 * the peanuts: only "again" makes it the dish.
 */
const dishField = (
  { tokens }: State,
  at: number,
  { hasAllergen }: Named,
  mode: Mode,
): "never" | "more" | undefined => {
  const behind = BEHIND.map((ahead) => tokens[at + ahead]?.text);
  const isAgain = behind[0] === "again" || tokens[at - 1]?.text === "again";
  if (mode === "exclude" || mode === "dislike")
    return isAgain || !hasAllergen ? "never" : undefined;
  const isMore = mode === "positive" || (mode === "neutral" && behind.includes("often"));
  return isMore ? "more" : undefined;
};

const takeDish = (state: State, lexicon: Lexicon, at: number, named: Named): void => {
  enterList(state, lexicon, at);
  const field = dishField(state, at, named, state.list?.mode ?? state.mode);
  state.isFresh = false;
  if (field === undefined) {
    leave(state, at, at + 1, "mentioned");
    return;
  }
  state.wished.add(named);
  for (const { id, title } of named.dishes) {
    state.found.push({ field, value: id, title, ...spanOf(state, at, at + 1), isWeak: false });
  }
};

/** "not to" and "but to" go on with what was said of allergies, and mean something else elsewhere. */
const modeOf = (state: State, at: number, mode: Mode): Mode => {
  const [first, second] = [state.tokens[at]?.text, state.tokens[at + 1]?.text];
  const isOfAllergies = state.mode === "allergy" || state.mode === "negated";
  if (first === "not" && (second === "to" || second === "against")) {
    return isOfAllergies ? "negated" : "exclude";
  }
  if (first === "but" && second === "to") return isOfAllergies ? "allergy" : "neutral";
  return mode;
};

/** Signs and words that go on with a list of what is not eaten. */
const LIST_JOINTS = new Set([",", "and", "or", "&", "/"]);

/** Whether "no meat" is the first of a list: "no meat, eggs or fish". Nobody says "meatless or eggs". */
const isListOfMeat = (state: State, lexicon: Lexicon, at: number, end: number): boolean => {
  const { tokens } = state;
  if (tokens[at]?.text.startsWith("meat") || !LIST_JOINTS.has(tokens[end]?.text ?? ""))
    return false;
  const next = lexicon.matchAt(tokens, end + 1);
  return next?.effect.kind === "food" && !isWelcome(state, next.end);
};

const takeWishes = (
  state: State,
  lexicon: Lexicon,
  effect: Extract<Effect, { kind: "wish" }>,
  at: number,
  end: number,
): void => {
  const isDenied = ["exclude", "dislike", "negated"].includes(state.mode) && state.isFresh;
  if (isDenied) {
    leave(state, at, end, "negated");
    return;
  }
  const span = spanOf(state, at, end);
  for (const wish of effect.wishes) state.found.push({ ...wish, ...span, isWeak: effect.isWeak });
  setMode(state, "neutral");
  if (!effect.isWeak || !effect.wishes.some(({ field }) => field === "diet")) return;
  state.meatlessEnd = end;
  if (isListOfMeat(state, lexicon, at, end)) state.mode = "exclude";
};

/** Whether "but" or "except" at a token goes on with "no meat" and takes fish back: "no meat but fish". */
const takesFishBack = (
  { tokens, meatlessEnd }: State,
  lexicon: Lexicon,
  at: number,
  end: number,
): boolean => {
  const isNext = at === meatlessEnd || (at - 1 === meatlessEnd && tokens[at - 1]?.text === ",");
  const next = lexicon.matchAt(tokens, end)?.effect;
  return isNext && next?.kind === "food" && FISH.has(next.word);
};

const takeEffect = (state: State, lexicon: Lexicon, at: number, effect: Effect, end: number) => {
  switch (effect.kind) {
    case "food":
      return takeFood(state, lexicon, at, { word: effect.word, end });
    case "wish":
      return takeWishes(state, lexicon, effect, at, end);
    case "mode":
      return setMode(
        state,
        takesFishBack(state, lexicon, at, end) ? "positive" : modeOf(state, at, effect.mode),
      );
    case "except": {
      if (takesFishBack(state, lexicon, at, end)) return setMode(state, "positive");
      const isAgainst = ["exclude", "dislike", "allergy"].includes(state.mode);
      return setMode(state, isAgainst ? "positive" : "exclude");
    }
    case "bound":
      state.isFloor = state.mode !== "exclude";
      return setMode(state, "neutral");
    case "unsupported":
      setMode(state, "neutral");
      return leave(state, at, end, "unsupported");
    default:
      return undefined;
  }
};

/** A word that nothing is known of. */
const passUnknown = (state: State, at: number): void => {
  const before = state.tokens[at - 1];
  const isInList =
    before === undefined || before.kind === "sign" || state.isFresh || before.text === "and";
  const isAllergy = state.mode === "allergy" && isInList;
  leave(state, at, at + 1, isAllergy ? "unknown-allergy" : "unknown");
  // "no marmite or olives" goes on; "no idea what salmon costs" does not.
  if (!isInList && state.mode !== "allergy") setMode(state, "neutral");
};

/** Reads what begins at a token; gives the first token behind it. */
const step = (state: State, lexicon: Lexicon, at: number): number => {
  const { tokens } = state;
  const token = tokens[at];
  if (token === undefined) return at + 1;
  if (state.list !== undefined && at + 1 >= state.list.end) {
    setMode(state, state.list.after);
    state.isFresh = false;
    state.list = undefined;
    return at + 1;
  }
  const named = state.named[dishAt(token) ?? -1];
  if (named !== undefined) {
    takeDish(state, lexicon, at, named);
    return at + 1;
  }
  const match = lexicon.matchAt(tokens, at);
  const quantity = quantityAt(tokens, at);
  if (quantity !== undefined && quantity.end >= (match?.end ?? 0)) {
    const { wish, reason = "unsupported", end, isCeiling } = quantity;
    const isWrongEnd = state.isFloor && isCeiling === true;
    state.isFloor = false;
    if (wish === undefined || isWrongEnd) leave(state, at, end, reason);
    else state.found.push({ ...wish, ...spanOf(state, at, end), isWeak: false });
    setMode(state, "neutral");
    return end;
  }
  if (match !== undefined) {
    takeEffect(state, lexicon, at, match.effect, match.end);
    return match.end;
  }
  if (token.kind === "sign") passSign(state, token);
  else if (token.text.length > 1) passUnknown(state, at);
  return at + 1;
};

/** Builds a reader, which knows dishes by their titles; it keeps nothing of what it reads. */
export const createSentenceReader = (dishes: readonly Dish[] = []): SentenceReader => {
  const lexicon = createLexicon();
  const german = createGerman({ isKnown: lexicon.isKnown, isOneApart });
  const names = createDishNames(dishes, (said) => {
    const tokens = german(said);
    return lexicon.matchAt(tokens, 0)?.end === tokens.length;
  });
  const readAs = (said: readonly Token[], named: readonly Named[]): State => {
    const tokens = lexicon.correct(german(withDishes(said, named)));
    const state: State = {
      tokens,
      found: [],
      left: [],
      mode: "neutral",
      isFresh: false,
      isFloor: false,
      list: undefined,
      eatsFish: false,
      meatlessEnd: undefined,
      named,
      wished: new Set(),
    };
    for (let at = 0; at < tokens.length; ) at = step(state, lexicon, at);
    return state;
  };
  const isOfAllergen = (words: string): boolean =>
    readAs(tokenize(`no ${words}`), []).found.some(({ field }) => field === "allergen");
  return {
    read: (sentence) => {
      const text = sentence.slice(0, MAX_WORDS_LENGTH);
      const said = tokenize(text);
      const named = names.namedIn(said).map((one): Named => {
        const words = text.slice(said[one.from]?.start, said[one.to - 1]?.end);
        return { ...one, hasAllergen: isOfAllergen(words) };
      });
      const first = readAs(said, named);
      const wished = named.filter((one) => first.wished.has(one));
      // A dish of which nothing is wished is words like all others.
      return settle(wished.length === named.length ? first : readAs(said, wished));
    },
    hasDish: names.has,
    foodNamed: (text) => {
      const tokens = tokenize(text);
      return lexicon.foodNamed(tokens) ?? lexicon.foodNamed(german(tokens));
    },
  };
};
