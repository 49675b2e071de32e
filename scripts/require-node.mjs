/** Imported first by scripts that need the repository's own Node: says so clearly instead of failing somewhere inside. */
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `This runs on Node ${process.versions.node}, but needs 24. Start it with npm (npm test, npm start, npm run …), which finds the right one.`,
  );
  process.exit(1);
}
