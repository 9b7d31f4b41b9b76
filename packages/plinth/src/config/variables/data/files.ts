import { join, resolve } from "node:path";
import type { FileConfig } from "../../config.ts";
import { publicOrigin } from "../../parsers/network.ts";
import { directoryPath, oneOf } from "../../parsers/plain.ts";
import { scannerAddress } from "../../parsers/scanner-address.ts";
import { defineVariables, type ValuesOf } from "../variable.ts";

/** Where files of people are kept, where they are served from, and who looks into them first. */
export const FILE_VARIABLES = defineVariables({
  FILES_DIRECTORY: {
    type: directoryPath(),
    description:
      "The directory that holds uploaded files; several nodes on one database need one that all share.",
    whenAbsent: "files in the data directory",
  },
  FILES_ORIGIN: {
    type: publicOrigin,
    description:
      "Another origin of this application that uploaded files are served from, and nothing else.",
    whenAbsent: "files are served from PUBLIC_URL, as downloads that run nothing",
  },
  FILE_SCAN: {
    type: oneOf("off", "required", "best-effort"),
    description:
      "Whether clamd looks into uploads: required refuses them while it is out of reach, best-effort keeps them unscanned.",
    defaults: "off",
  },
  CLAMAV_ADDRESS: {
    type: scannerAddress,
    description: "Where clamd listens, for FILE_SCAN.",
    whenAbsent: "nothing is scanned",
  },
});

type FileValues = ValuesOf<typeof FILE_VARIABLES>;

/** The settings that the variables stand for. */
export const fileConfig = (values: FileValues, dataDirectory: string): FileConfig => ({
  directory: resolve(values.FILES_DIRECTORY ?? join(dataDirectory, "files")),
  isDirectoryNamed: values.FILES_DIRECTORY !== undefined,
  origin: values.FILES_ORIGIN,
  scan: values.FILE_SCAN,
  scanner: values.CLAMAV_ADDRESS,
});

/** What each of them allows for itself, and all of them together do not. */
export const fileProblems = (values: Partial<FileValues>, publicUrl: string): readonly string[] => {
  const { FILE_SCAN: scan, CLAMAV_ADDRESS: scanner, FILES_ORIGIN: origin } = values;
  const problems: string[] = [];
  // A value that could not be read was told already; what is absent is there, as undefined.
  const areRead = "FILE_SCAN" in values && "CLAMAV_ADDRESS" in values;
  if (areRead && scan !== "off" && scanner === undefined) {
    problems.push(`FILE_SCAN is ${scan} and CLAMAV_ADDRESS is missing: there is nobody to ask`);
  }
  if (scan === "off" && scanner !== undefined) {
    problems.push("CLAMAV_ADDRESS is given and FILE_SCAN is off: nothing would be scanned");
  }
  if (
    origin !== undefined &&
    URL.canParse(publicUrl) &&
    new URL(origin).host === new URL(publicUrl).host
  ) {
    problems.push("FILES_ORIGIN must have another host than PUBLIC_URL");
  }
  return problems;
};
