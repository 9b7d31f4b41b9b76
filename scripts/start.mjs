/** `npm start`: install and build what is missing, then serve Cibozer on the embedded database. */
import { join } from "node:path";
import { become, buildWeb, compile, install, pinnedNode, root } from "./setup.mjs";

install();
compile();
buildWeb();
become(pinnedNode, [
  "--disable-warning=ExperimentalWarning",
  join(root, "packages/plinth/dist/cli/main.js"),
  "serve",
  ...process.argv.slice(2),
]);
