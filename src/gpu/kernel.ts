import { joinSource, type KernelSource, kernelHeader, locateLine, type ParamFields } from './kernel-source.ts';

/** A compiled kernel. Binding 0 is its uniform, tensors follow in the order of their WGSL bindings. */
export interface Kernel<P extends ParamFields = ParamFields> {
  readonly name: string;
  readonly params: P;
  readonly pipeline: GPUComputePipeline;
}

const pipelines = new WeakMap<GPUDevice, Map<string, Promise<GPUComputePipeline>>>();

/**
 * Compiles a kernel, once per device, entry point, files and constants.
 *
 * @throws Error with file, line, column and the compiler's message when the WGSL is wrong.
 */
export async function loadKernel<P extends ParamFields>(
  device: GPUDevice,
  source: KernelSource<P>,
): Promise<Kernel<P>> {
  let cache = pipelines.get(device);
  if (!cache) {
    cache = new Map();
    pipelines.set(device, cache);
  }
  const constants = Object.entries(source.constants).map(([name, value]) => `${name}=${value}`);
  const files = source.files.map((file) => file.name);
  const key = [source.name, source.entryPoint, ...files, ...constants].join(' ');
  let pipeline = cache.get(key);
  if (!pipeline) {
    pipeline = compile(device, source);
    cache.set(key, pipeline);
    const compiled = cache;
    pipeline.catch(() => compiled.delete(key));
  }
  return { name: source.name, params: source.params, pipeline: await pipeline };
}

async function compile(device: GPUDevice, source: KernelSource): Promise<GPUComputePipeline> {
  const header = kernelHeader(source);
  const label = `${source.name}.${source.entryPoint}`;
  // The scope keeps a wrong shader from also reaching the device's uncaptured-error handler.
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ label, code: joinSource(source, header) });
  const [info] = await Promise.all([module.getCompilationInfo(), device.popErrorScope()]);
  const errors = info.messages.filter((message) => message.type === 'error');
  if (errors.length > 0) {
    const lines = errors.map((error) => {
      const { file, line } = locateLine(source, header, error.lineNum);
      return `${file}:${line}:${error.linePos}: ${error.message}`;
    });
    throw new Error(`The kernel ${label} does not compile.\n${lines.join('\n')}`);
  }
  return device.createComputePipelineAsync({
    label,
    layout: 'auto',
    compute: { module, entryPoint: source.entryPoint },
  });
}
