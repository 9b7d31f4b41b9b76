/** What a model costs, in micro-units of the currency for each million tokens. */
export interface Price {
  readonly input: bigint;
  readonly output: bigint;
}

/** As people write it: units of the currency for each million tokens, such as "0.15". */
export interface PriceText {
  readonly input: string;
  readonly output: string;
}

const AMOUNT = /^(\d{1,7})(?:\.(\d{1,6}))?$/;
const MILLION = 1_000_000n;

/**
 * Reads an amount of money as micro-units.
 * @throws {RangeError} when it is no amount, or has more than six places.
 */
export const parseAmount = (text: string): bigint => {
  const match = AMOUNT.exec(text);
  if (match === null) throw new RangeError(`"${text}" is not an amount such as 3 or 0.15`);
  return BigInt(match[1] ?? "0") * MILLION + BigInt((match[2] ?? "").padEnd(6, "0"));
};

/**
 * Reads what a model costs.
 * @throws {RangeError} as `parseAmount`.
 */
export const parsePrice = ({ input, output }: PriceText): Price => ({
  input: parseAmount(input),
  output: parseAmount(output),
});

/** What tokens cost, in whole micro-units, halves upwards: a call is at most half of one off. */
export const costOf = (price: Price, tokensIn: number, tokensOut: number): number => {
  const exact = price.input * BigInt(tokensIn) + price.output * BigInt(tokensOut);
  return Number((exact + MILLION / 2n) / MILLION);
};

/** "1.234567": an amount of micro-units as people write it. */
export const amountText = (micros: number): string =>
  `${Math.floor(micros / 1_000_000)}.${String(micros % 1_000_000).padStart(6, "0")}`;
