export function findPythonWith(modules: readonly string[], more?: readonly string[]): string | null;
export function findPythonWithTorchvision(): string | null;
