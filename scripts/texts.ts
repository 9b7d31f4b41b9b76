/**
 * `npm run texts [path]`: what is not said through messages yet, and what the catalogs lack, of the
 * files whose path holds the words given. The test beside scripts/texts/ wants none of either.
 */
import { missingIn } from "./texts/coverage.ts";
import { loadWorkspaces, TAGS } from "./texts/workspaces.ts";

const wanted = process.argv[2] ?? "";
for (const workspace of loadWorkspaces()) {
  for (const fault of workspace.faults) if (fault.includes(wanted)) console.log(fault);
  for (const tag of TAGS) {
    const missing = missingIn(workspace, tag).filter((text) =>
      workspace.messages.some((message) => message.text === text && message.file.includes(wanted)),
    );
    if (missing.length === 0) continue;
    const lines = missing.map((text) => {
      const isPlural = workspace.messages.some((one) => one.text === text && one.isPlural);
      return `  ${JSON.stringify(text)}: "${isPlural ? "(plural of {n})" : ""}",`;
    });
    console.log(`\n${workspace.name} in ${tag} lacks:\n${lines.join("\n")}`);
  }
}
