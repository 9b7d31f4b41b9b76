import type { CreditEntry } from "./credits-api.ts";

const count = new Intl.NumberFormat("en");

/** "1 credit", "1,204 credits". */
export const creditWords = (credits: number): string =>
  `${count.format(credits)} ${Math.abs(credits) === 1 ? "credit" : "credits"}`;

/** What an entry moved, such as "+50" or "−3"; "0" where it moved nothing. */
export const amountWords = (amount: number): string =>
  amount > 0 ? `+${count.format(amount)}` : amount < 0 ? `−${count.format(-amount)}` : "0";

const KINDS: Readonly<Record<CreditEntry["kind"], string>> = {
  grant: "Given",
  reserve: "Set aside",
  settle: "Used",
  refund: "Given back",
};

/** What an entry is called. */
export const kindWords = (kind: CreditEntry["kind"]): string => KINDS[kind];
