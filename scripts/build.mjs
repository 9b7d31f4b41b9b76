/** `npm run build`: types and JavaScript of the packages, and the web applications. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { buildWeb, install, pinnedNode, root, say } from "./setup.mjs";

install();
say("compiling …");
const compiled = spawnSync(pinnedNode, [join(root, "node_modules/typescript-native/bin/tsc"), "-b"], { cwd: root, stdio: "inherit" });
if (compiled.status !== 0) process.exit(compiled.status ?? 1);
buildWeb();
