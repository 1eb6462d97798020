import type { OnnxNode, StoredTensor } from '../types.ts';

export function numberAttribute(node: OnnxNode, name: string, fallback: number): number {
  const value = node.attributes.get(name);
  return typeof value === 'number' ? value : fallback;
}

export function numbersAttribute(node: OnnxNode, name: string): readonly number[] | null {
  const value = node.attributes.get(name);
  return Array.isArray(value) ? value : null;
}

export function textAttribute(node: OnnxNode, name: string): string {
  const value = node.attributes.get(name);
  return typeof value === 'string' ? value : '';
}

export function tensorAttribute(node: OnnxNode, name: string): StoredTensor | null {
  const value = node.attributes.get(name);
  return typeof value === 'object' && 'dataType' in value ? value : null;
}
