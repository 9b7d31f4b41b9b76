import { PROFILES, type Profile } from "./config.ts";
import { type ExtraVariables, joinTables } from "./load-config.ts";
import { SECURITY_SETTINGS, settingWords } from "./parsers/security-settings.ts";
import { defaultText, type Variable, type VariableTable } from "./variables/variable.ts";

/** One variable as the documentation shows it. */
export interface VariableDescription {
  readonly name: string;
  readonly type: string;
  /** Text of the default in development; undefined when the variable may be absent. */
  readonly default: string | undefined;
  /** Profiles whose default is another one. */
  readonly otherDefaults: Readonly<Partial<Record<Profile, string>>>;
  readonly description: string;
  /** What its absence means. */
  readonly whenAbsent: string | undefined;
  readonly requiredIn: readonly Profile[];
  readonly isSecret: boolean;
  /** The members of a JSON object. */
  readonly members: readonly {
    readonly name: string;
    readonly type: string;
    readonly default: string;
    readonly description: string;
  }[];
}

const MEMBERS = SECURITY_SETTINGS.map((setting) => ({
  name: setting.name,
  type: settingWords(setting),
  default: String(setting.fallback),
  description: setting.description,
}));

const describe = (name: string, variable: Variable<unknown>): VariableDescription => {
  const standard = defaultText(variable, "development");
  const others = PROFILES.map((profile) => [profile, defaultText(variable, profile)] as const);
  return {
    name,
    type: variable.type.words,
    default: standard,
    otherDefaults: Object.fromEntries(
      others.filter(([, text]) => text !== undefined && text !== standard),
    ),
    description: variable.description,
    whenAbsent: variable.whenAbsent,
    requiredIn: variable.requiredIn ?? [],
    isSecret: variable.isSecret ?? false,
    members: name === "SECURITY_SETTINGS" ? MEMBERS : [],
  };
};

/** Every variable, in the order of the documentation; the application's own come last. */
export const describeConfig = (
  extra?: ExtraVariables<VariableTable>,
): readonly VariableDescription[] =>
  Object.entries(joinTables(extra)).map(([name, variable]) => describe(name, variable));

/** Whether one default holds in every profile. */
const isSameEverywhere = (row: VariableDescription): boolean =>
  row.requiredIn.length === 0 && Object.keys(row.otherDefaults).length === 0;

const defaultFacts = (row: VariableDescription): readonly string[] => {
  if (row.default === undefined || isSameEverywhere(row)) return [];
  const others = Object.entries(row.otherDefaults).map(
    ([profile, text]) => `${text} in ${profile}`,
  );
  return [`default ${[row.default, ...others].join(", ")}`];
};

const comment = (row: VariableDescription): readonly string[] => {
  const facts = [
    row.type,
    ...(row.requiredIn.length > 0 ? [`required in ${row.requiredIn.join(" and ")}`] : []),
    ...(row.whenAbsent === undefined ? [] : [`empty: ${row.whenAbsent}`]),
    ...defaultFacts(row),
  ];
  const members = row.members.map(
    (member) => `#   ${member.name} = ${member.default} (${member.type}): ${member.description}`,
  );
  return [`# ${row.description}`, `# ${facts.join("; ")}`, ...members];
};

/** Where profiles differ the value stays empty, so that changing PLINTH_ENV changes it too. */
const assignment = (row: VariableDescription): string =>
  `${row.name}=${isSameEverywhere(row) ? (row.default ?? "") : ""}`;

/**
 * The text of env.example: a complete development start as it stands, every variable commented,
 * no secret in it (CFG-02).
 */
export const renderEnvExample = (extra?: ExtraVariables<VariableTable>): string => {
  const blocks = describeConfig(extra).map((row) => [...comment(row), assignment(row)].join("\n"));
  const head = "# Copy to .env and change what you need. An empty value counts as absent.";
  return `${[head, ...blocks].join("\n\n")}\n`;
};
