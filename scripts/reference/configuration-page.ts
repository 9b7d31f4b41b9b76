import type { VariableDescription } from "../../packages/plinth/src/config/index.ts";
import { code, documentOf, plain, table } from "./markdown.ts";

const defaultOf = ({
  default: standard,
  otherDefaults,
  whenAbsent,
}: VariableDescription): string => {
  const others = Object.entries(otherDefaults).map(
    ([profile, text]) => `${code(text)} in ${profile}`,
  );
  const main = standard === undefined ? plain(whenAbsent ?? "none") : code(standard);
  return [main, ...others].join("; ");
};

const requiredOf = ({ requiredIn }: VariableDescription): string =>
  requiredIn.length === 0 ? "no" : requiredIn.join(", ");

const memberTable = ({ name, members }: VariableDescription): readonly string[] =>
  members.length === 0
    ? []
    : [
        `## Members of ${name}`,
        table(
          ["Member", "Type", "Default", "Meaning"],
          members.map((member) => [
            code(member.name),
            plain(member.type),
            code(member.default),
            plain(member.description),
          ]),
        ),
      ];

/** docs/reference/configuration.md: every variable with type, default and meaning (CFG-01). */
export const configurationPage = (variables: readonly VariableDescription[]): string =>
  documentOf(
    "# Configuration",
    `${variables.length} environment variables, read from the environment and from \`.env\`. \`plinth config check\` names every fault and every effective value; values of secrets are never shown.`,
    table(
      ["Variable", "Type", "Default", "Required in", "Meaning"],
      variables.map((variable) => [
        code(variable.name),
        plain(variable.type) + (variable.isSecret ? ", secret" : ""),
        defaultOf(variable),
        requiredOf(variable),
        plain(variable.description),
      ]),
    ),
    ...variables.flatMap(memberTable),
  );
