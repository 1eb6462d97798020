/** A uniform holds 4-byte scalars only: their WGSL layout is their order. */
export type ScalarType = 'u32' | 'f32';
export type ParamFields = Readonly<Record<string, ScalarType>>;
export type ParamValues<P extends ParamFields> = { readonly [Name in keyof P]: number };

/**
 * A kernel before compilation. The host is the one source of its constants and of its uniform: both are written into a
 * header above the WGSL files, so a shader never restates them.
 */
export interface KernelSource<P extends ParamFields = ParamFields> {
  /** Label, such as `refine`; unique among kernels. */
  readonly name: string;
  /** Concatenated in order. */
  readonly files: readonly { readonly name: string; readonly source: string }[];
  readonly entryPoint: string;
  /** Become `enable NAME;`: extensions that the device must have as features. */
  readonly enables?: readonly string[];
  /** Become `const NAME = value;` of WGSL's abstract number types. */
  readonly constants: Readonly<Record<string, number>>;
  /** Become `struct Params` at binding 0, named `params`. */
  readonly params: P;
}

/** Constants and uniform of a kernel as WGSL. */
export function kernelHeader(source: KernelSource): string {
  const enables = (source.enables ?? []).map((extension) => `enable ${extension};`);
  const constants = Object.entries(source.constants).map(([name, value]) => `const ${name} = ${value};`);
  const fields = Object.entries(source.params).map(([name, type]) => `  ${name}: ${type},`);
  return [
    ...enables,
    ...constants,
    'struct Params {',
    ...fields,
    '}',
    '@group(0) @binding(0) var<uniform> params: Params;',
    '',
  ].join('\n');
}

/** Which file and line of a kernel a line of the concatenated code is. Lines count from 1. */
export function locateLine(source: KernelSource, header: string, line: number): { file: string; line: number } {
  let first = countLines(header);
  if (line <= first) return { file: `${source.name} header`, line };
  for (const file of source.files) {
    const lines = countLines(file.source);
    if (line <= first + lines) return { file: file.name, line: line - first };
    first += lines;
  }
  return { file: source.name, line };
}

/** The whole program; every part ends with a line break, so that lines can be told apart again. */
export function joinSource(source: KernelSource, header: string): string {
  return header + source.files.map((file) => endLine(file.source)).join('');
}

/** Values in the order of the fields, padded to the 16 bytes that uniform buffers come in. */
export function packParams<P extends ParamFields>(fields: P, values: ParamValues<P>): ArrayBuffer {
  const entries = Object.entries(fields);
  const bytes = new ArrayBuffer(Math.ceil((entries.length * 4) / 16) * 16);
  const view = new DataView(bytes);
  entries.forEach(([name, type], index) => {
    const value = values[name] as number;
    if (type === 'f32') {
      view.setFloat32(index * 4, value, true);
      return;
    }
    if (!Number.isInteger(value) || value < 0) throw new RangeError(`${name} must be a u32, found ${value}.`);
    view.setUint32(index * 4, value, true);
  });
  return bytes;
}

function endLine(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

function countLines(text: string): number {
  return endLine(text).split('\n').length - 1;
}
