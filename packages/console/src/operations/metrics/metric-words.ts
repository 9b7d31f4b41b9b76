const numbers = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 });
const small = new Intl.NumberFormat("en-GB", { maximumSignificantDigits: 2 });

const plain = (value: number): string =>
  Math.abs(value) < 1 && value !== 0 ? small.format(value) : numbers.format(value);

/** A number without a unit, such as "1,204" or "0.03". */
export const countWords = (value: number): string => plain(value);

/** So many a second, such as "12.5/s". */
export const rateWords = (value: number): string => `${plain(value)}/s`;

/** How many times as much, such as "14.4×". */
export const timesWords = (value: number): string => `${plain(value)}×`;

/** Seconds as people say them, such as "12 ms" or "1.5 s". */
export const secondsWords = (value: number): string =>
  value < 1 ? `${plain(value * 1_000)} ms` : `${numbers.format(value)} s`;

/** A share of one, such as "4.2 %". */
export const shareWords = (value: number): string => `${plain(value * 100)} %`;

const UNITS = ["B", "KB", "MB", "GB", "TB"];

/** Bytes, in steps of 1024, such as "1.5 MB". */
export const bytesWords = (value: number): string => {
  let rest = value;
  let unit = 0;
  while (rest >= 1_024 && unit < UNITS.length - 1) {
    rest /= 1_024;
    unit += 1;
  }
  return `${numbers.format(rest)} ${UNITS[unit] ?? "B"}`;
};
