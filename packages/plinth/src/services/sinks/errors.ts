import { defineErrors } from "#core";

/** What input meets that would reach further than it may. */
export const sinkErrors = defineErrors({
  PATH_REFUSED: {
    status: 400,
    title: "This is not the name of a file here",
    explanation:
      "The path leads out of the folder that it belongs to, or is written in a way that systems read differently: absolute, with .. or a drive letter, with a backslash, a colon or a control character, percent-encoded, or a name that Windows keeps for devices. Give a plain relative path.",
  },
  OPERAND_REFUSED: {
    status: 400,
    title: "This value cannot be passed on",
    explanation:
      "The value would be read as an option, or holds a character that cannot be passed to a program. Values do not begin with a hyphen here and hold no control characters.",
  },
});
