export function findPythonWithTorchvision(): string | null;
