import { toBase64 } from "./base64.ts";
import { SignatureFault } from "./fault.ts";
import type { BareItem, Dictionary, InnerList, Item, Parameters } from "./structured-fields.ts";
import { isInnerList } from "./structured-fields.ts";

const MAX_INTEGER = 999_999_999_999_999;

const integer = (value: number): string => {
  if (!Number.isInteger(value) || Math.abs(value) > MAX_INTEGER) {
    throw new SignatureFault(`${value} is not an integer of at most 15 digits`);
  }
  return String(value + 0);
};

/** Three digits after the point, half to even (RFC 9651 section 4.1.5). */
const decimal = (value: number): string => {
  const scaled = value * 1_000;
  const floor = Math.floor(scaled);
  const isTie = scaled - floor === 0.5;
  const rounded = isTie ? floor + (Math.abs(floor) % 2) : Math.round(scaled);
  if (!Number.isFinite(value) || Math.abs(rounded) >= 1e15) {
    throw new SignatureFault(`${value} is not a decimal of 12.3 digits`);
  }
  const digits = String(Math.abs(rounded)).padStart(4, "0");
  const fraction = digits.slice(-3).replace(/0{1,2}$/, "");
  return `${rounded < 0 ? "-" : ""}${digits.slice(0, -3)}.${fraction}`;
};

const string = (value: string): string => {
  if (!/^[ -~]*$/.test(value)) throw new SignatureFault("a string holds printable ASCII only");
  return `"${value.replace(/["\\]/g, "\\$&")}"`;
};

const token = (value: string): string => {
  if (!/^[A-Za-z*][!#$%&'*+\-.^_`|~0-9A-Za-z:/]*$/.test(value)) {
    throw new SignatureFault(`${value} is not a token`);
  }
  return value;
};

const displayString = (value: string): string => {
  const escaped = Array.from(new TextEncoder().encode(value), (byte) => {
    const isPlain = byte >= 0x20 && byte <= 0x7e && byte !== 0x25 && byte !== 0x22;
    return isPlain ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, "0")}`;
  });
  return `%"${escaped.join("")}"`;
};

const bareItem = (value: BareItem): string => {
  switch (value.type) {
    case "integer":
      return integer(value.value);
    case "decimal":
      return decimal(value.value);
    case "date":
      return `@${integer(value.value)}`;
    case "string":
      return string(value.value);
    case "token":
      return token(value.value);
    case "display-string":
      return displayString(value.value);
    case "bytes":
      return `:${toBase64(value.value)}:`;
    case "boolean":
      return value.value ? "?1" : "?0";
  }
};

const key = (text: string): string => {
  if (!/^[a-z*][a-z0-9_\-.*]*$/.test(text)) throw new SignatureFault(`${text} is not a key`);
  return text;
};

const isTrue = (item: BareItem): boolean => item.type === "boolean" && item.value;

const parametersText = (parameters: Parameters): string =>
  [...parameters]
    .map(([name, value]) => `;${key(name)}${isTrue(value) ? "" : `=${bareItem(value)}`}`)
    .join("");

/** Writes an item in its one form (RFC 9651 section 4.1.3). */
export const serialiseItem = ({ item, parameters }: Item): string =>
  `${bareItem(item)}${parametersText(parameters)}`;

/** Writes an inner list in its one form (RFC 9651 section 4.1.1.1). */
export const serialiseInnerList = ({ items, parameters }: InnerList): string =>
  `(${items.map(serialiseItem).join(" ")})${parametersText(parameters)}`;

/** Writes a dictionary in its one form (RFC 9651 section 4.1.2). */
export const serialiseDictionary = (dictionary: Dictionary): string =>
  [...dictionary]
    .map(([name, member]) => {
      if (isInnerList(member)) return `${key(name)}=${serialiseInnerList(member)}`;
      if (isTrue(member.item)) return `${key(name)}${parametersText(member.parameters)}`;
      return `${key(name)}=${serialiseItem(member)}`;
    })
    .join(", ");
