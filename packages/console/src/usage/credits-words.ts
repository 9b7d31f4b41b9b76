import type { Messages, Texts } from "../texts/index.ts";
import type { CreditEntry } from "./credits-api.ts";

/** "1 credit", "1,204 credits". */
export const creditWords = (t: Texts, credits: number): string =>
  t.plural(credits, "1 credit", "{n} credits");

/** What an entry moved, such as "+50" or "−3"; "0" where it moved nothing. */
export const amountWords = (t: Texts, amount: number): string =>
  amount > 0 ? `+${t.number(amount)}` : amount < 0 ? `−${t.number(-amount)}` : t.number(0);

const KINDS = {
  grant: "Given",
  reserve: "Set aside",
  settle: "Used",
  refund: "Given back",
} as const satisfies Messages;

/** What an entry is called. */
export const kindWords = (t: Texts, kind: CreditEntry["kind"]): string => t.of(KINDS[kind]);
