/** `npm run build`: the server's packages and the web applications, where they are stale. */
import { buildWeb, compile, install } from "./setup.mjs";

install();
compile();
buildWeb();
