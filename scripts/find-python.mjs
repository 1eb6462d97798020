import { spawnSync } from 'node:child_process';

/** Debian's own python3 too: another one may come first on the PATH, and apt-get installs for Debian's. */
const INTERPRETERS = ['python3', '/usr/bin/python3'];

/** A python3 that has torchvision and Pillow, or null. */
export function findPythonWithTorchvision() {
  const imports = ['-c', 'import torchvision.datasets, PIL'];
  return INTERPRETERS.find((python) => spawnSync(python, imports, { stdio: 'ignore' }).status === 0) ?? null;
}
