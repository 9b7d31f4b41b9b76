import type { ValueType } from "../variables/variable.ts";

const EXAMPLES = "mailto:security@example.org or https://example.org/security";
const MAX_LENGTH = 320;

/** Where faults are told to us (RFC 9116 section 2.5.3): an address to write to, or a page. */
export const securityContact: ValueType<string> = {
  words: `address such as ${EXAMPLES}`,
  parse: (text) => {
    const isAddress = /^mailto:[^\s<>@?]+@[^\s<>@?]+$/.test(text);
    const isPage = /^https:\/\/[^\s<>]+$/.test(text) && URL.canParse(text);
    // One line of the file: what breaks lines is white space, and not let in.
    return text.length <= MAX_LENGTH && (isAddress || isPage)
      ? { value: text }
      : { fault: `must be an address such as ${EXAMPLES}` };
  },
};
