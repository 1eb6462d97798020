import { spawnSync } from 'node:child_process';

/** Debian's own python3 too: another one may come first on the PATH, and apt-get installs for Debian's. */
const INTERPRETERS = ['python3', '/usr/bin/python3'];

/** A python3 that can import all of `modules`, or null. `more` are interpreters to try as well. */
export function findPythonWith(modules, more = []) {
  const imports = ['-c', `import ${modules.join(', ')}`];
  const found = [...INTERPRETERS, ...more].find(
    (python) => spawnSync(python, imports, { stdio: 'ignore' }).status === 0,
  );
  return found ?? null;
}

/** A python3 that has torchvision and Pillow, or null. */
export const findPythonWithTorchvision = () => findPythonWith(['torchvision.datasets', 'PIL']);
