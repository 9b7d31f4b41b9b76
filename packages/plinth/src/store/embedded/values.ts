import type { SqlValue } from "./protocol.ts";

/**
 * Values as SQLite takes them: true and false become 1 and 0. Anything that has no obvious form
 * (a Date, an object, undefined) is refused, so that nothing is stored by accident.
 * @throws {TypeError} naming the position, never the value.
 */
export const toSqlValues = (parameters: readonly unknown[]): SqlValue[] =>
  parameters.map((value, index) => {
    switch (typeof value) {
      case "string":
      case "number":
      case "bigint":
        return value;
      case "boolean":
        return value ? 1 : 0;
      default:
        if (value === null || value instanceof Uint8Array) {
          return value;
        }
        throw new TypeError(`parameter ${index + 1} cannot be stored: it is ${typeof value}`);
    }
  });
