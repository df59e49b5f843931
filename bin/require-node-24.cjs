// Preloaded by every npm script, in JavaScript that an old Node reads. npm ci brings Node 24 for Linux, Windows and Macs
// with an Intel processor; elsewhere the machine's own Node is used.
const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  process.stderr.write(
    `im-gateway: Node.js 24 or newer is needed, and this is ${process.version}: run npm ci, or install Node.js 24\n`,
  );
  process.exit(1);
}
