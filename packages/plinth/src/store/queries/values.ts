import { platformErrors } from "#core";
import { storeError } from "../faults.ts";

/** A value that both engines can hold. */
export type SqlValue = null | number | bigint | string | Uint8Array;

const textOf = (value: string): string => {
  if (value.includes("\0")) {
    throw platformErrors.make.VALIDATION_ERROR({
      detail: "Text must not contain the character U+0000.",
    });
  }
  return value;
};

/**
 * Values as both engines take them: true and false become 1 and 0. Anything that has no obvious
 * form (a Date, an object, undefined) is refused, so that nothing is stored by accident.
 * @throws {AppError} VALIDATION_ERROR for text with U+0000, which PostgreSQL cannot hold;
 *   DATABASE_ERROR for other values, its cause naming the position, never the value.
 */
export const toSqlValues = (parameters: readonly unknown[]): SqlValue[] =>
  parameters.map((value, index) => {
    switch (typeof value) {
      case "string":
        return textOf(value);
      case "number":
      case "bigint":
        return value;
      case "boolean":
        return value ? 1 : 0;
      default:
        if (value === null || value instanceof Uint8Array) {
          return value;
        }
        throw storeError("other", `parameter ${index + 1} cannot be stored: ${typeof value}`);
    }
  });
