// Runs before `npm start`: says in one sentence what is missing, on any Node.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  console.error(
    `The benchmarks run TypeScript directly and need Node >= 22.19; this is ${process.version}. ` +
      "Run `npm ci` in the repository root first: it installs the pinned Node, which npm scripts then use.",
  );
  process.exit(1);
}
