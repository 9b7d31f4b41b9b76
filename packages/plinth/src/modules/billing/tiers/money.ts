const AMOUNT = /^(\d{1,7})\.(\d{2})$/;

/**
 * Reads an amount of money as hundredths, the smallest unit of the currencies that prices here have.
 * @throws {RangeError} when it is not written like "9.99".
 */
export const parseAmount = (text: string): number => {
  const match = AMOUNT.exec(text);
  if (match === null) throw new RangeError(`"${text}" is not an amount such as 9.99`);
  return Number(match[1]) * 100 + Number(match[2]);
};

/** "9.99": an amount of hundredths as people write it, with a minus where something went back. */
export const amountText = (hundredths: number): string => {
  const size = Math.abs(hundredths);
  const text = `${Math.floor(size / 100)}.${String(size % 100).padStart(2, "0")}`;
  return hundredths < 0 ? `-${text}` : text;
};
