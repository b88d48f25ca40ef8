/**
 * Whether what is installed is what the lock file asks for. Optional packages (those of other platforms) may be
 * absent, and times of change mean nothing after a checkout, so versions are compared.
 *
 * @param {{ packages: Record<string, { version?: string, optional?: boolean, peer?: boolean, link?: boolean }> }} lock
 *   package-lock.json
 * @param {{ packages: Record<string, { version?: string }> } | undefined} installed
 *   node_modules/.package-lock.json
 */
export function isInstalled(lock, installed) {
  if (!installed) return false;
  return Object.entries(lock.packages)
    .filter(([path, entry]) => path.includes('node_modules/') && !entry.optional)
    .every(([path, entry]) => installed.packages[path]?.version === entry.version || entry.link);
}

/**
 * @param {string} version as `process.version`
 * @returns {string | undefined} a sentence when this Node is too old
 */
export function nodeProblem(version) {
  const [major = 0, minor = 0] = version.replace('v', '').split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return undefined;
  return `Parley needs Node 20.19 or newer, this is ${version}: get one from https://nodejs.org.`;
}
