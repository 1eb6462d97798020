import { openPictureGuide } from '../../src/core/segmentation/picture-guide.ts';
import { accumulateAttentionCpu } from '../../src/gpu/kernels/attention-accumulate/attention-accumulate.cpu.ts';
import { recordAttentionAccumulate } from '../../src/gpu/kernels/attention-accumulate/attention-accumulate.gpu.ts';
import { attentionEdgesCpu } from '../../src/gpu/kernels/attention-edges/attention-edges.cpu.ts';
import { recordAttentionEdges } from '../../src/gpu/kernels/attention-edges/attention-edges.gpu.ts';
import { classMapsCpu } from '../../src/gpu/kernels/class-maps/class-maps.cpu.ts';
import { recordClassMaps } from '../../src/gpu/kernels/class-maps/class-maps.gpu.ts';
import { guidedUpsampleCpu } from '../../src/gpu/kernels/guided-upsample/guided-upsample.cpu.ts';
import { recordGuidedUpsample } from '../../src/gpu/kernels/guided-upsample/guided-upsample.gpu.ts';
import { refineCpu } from '../../src/gpu/kernels/refine/refine.cpu.ts';
import { recordRefine } from '../../src/gpu/kernels/refine/refine.gpu.ts';
import { segmentCpu } from '../../src/gpu/kernels/segment/segment.cpu.ts';
import { recordSegment, segmentWords, unpackSegment } from '../../src/gpu/kernels/segment/segment.gpu.ts';
import { sharpenCpu } from '../../src/gpu/kernels/sharpen/sharpen.cpu.ts';
import { recordSharpen } from '../../src/gpu/kernels/sharpen/sharpen.gpu.ts';
import { createStorage, uploadStorage } from '../../src/gpu/storage-buffer.ts';
import type { TensorSlice } from '../../src/gpu/tensor-slice.ts';
import { randomArray, randomStochastic } from '../../src/gpu/testing/random-array.ts';
import { randomPicture } from '../../src/gpu/testing/random-picture.ts';

/** A kernel at one size, its inputs on the device. */
export interface OpenedCase {
  readonly record: (encoder: GPUCommandEncoder) => Promise<void>;
  readonly output: TensorSlice;
  /** The output as numbers. */
  readonly read?: (bytes: ArrayBuffer) => ArrayLike<number>;
  readonly twin: () => ArrayLike<number>;
}

export interface KernelCase {
  readonly kernel: string;
  readonly size: string;
  /** Largest difference from the twin, as in the kernel's test. */
  readonly tolerance: number;
  readonly open: (device: GPUDevice) => OpenedCase;
}

/** Every kernel at sizes that its test uses and at those of Stable Diffusion. */
export function kernelCases(small: boolean): KernelCase[] {
  return [
    ...[
      [64, 64, 4, 32],
      [65, 77, 3, 5],
      [256, 256, 4, 32],
      [1024, 77, 8, 40],
      ...(small ? [] : [[4096, 77, 8, 40]]),
    ].map(attention),
    ...[[9, 17], [32, 32], ...(small ? [] : [[64, 64]])].map(edges),
    ...[
      [65, 7, 4],
      [256, 24, 8],
      [1024, 3, 8],
      [1024, 72, small ? 1 : 8],
    ].map(refine),
    ...[[65, 1.5], [256, 2], [1024, 4], ...(small ? [] : [[4096, 2]])].map(sharpen),
    ...[[8, 5, 65, 64], [16, 3, 128, 128], [32, 3, 512, 512], ...(small ? [] : [[64, 20, 512, 512]])].map(classMaps),
    ...[
      [9, 5, 97, 65],
      [32, 3, 128, 128],
      [64, 3, 512, 512],
    ].map(guided),
    ...[[257, 3], [128 * 128, 3], [512 * 512, 3], ...(small ? [] : [[1024 * 1024, 20]])].map(segment),
  ];
}

type Numbers = readonly number[];

function attention([queries = 0, keys = 0, heads = 0, headDim = 0]: Numbers): KernelCase {
  return {
    kernel: 'attention-accumulate',
    size: `${queries}×${keys}, ${heads} heads of ${headDim}`,
    tolerance: 2e-6,
    open(device) {
      const width = heads * headDim;
      const [q, k] = [randomArray(queries * width, 1).map((value) => 4 * value), randomArray(keys * width, 2)];
      const size = { queries, keys, heads, headDim, scale: headDim ** -0.5, weight: 0.75, keyBias: null };
      const output = createStorage(device, 'out', queries * keys);
      const slices = { q: uploadStorage(device, 'q', q), k: uploadStorage(device, 'k', k), out: output };
      return {
        output,
        record: (encoder) => recordAttentionAccumulate(device, encoder, { ...size, ...slices, qkType: 'float32' }),
        twin() {
          const out = new Float32Array(queries * keys);
          accumulateAttentionCpu({ ...size, q, qOffset: 0, k, kOffset: 0, out });
          return out;
        },
      };
    },
  };
}

function refine([tokens = 0, columns = 0, maxPower = 0]: Numbers): KernelCase {
  return {
    kernel: 'refine',
    size: `${tokens} tokens, ${columns} columns, ${maxPower} powers`,
    tolerance: 2e-6,
    open(device) {
      const [a, x0] = [randomStochastic(tokens, tokens, 1), randomArray(tokens * columns, 2)];
      const size = { tokens, columns, maxPower, scale: 1 };
      const output = createStorage(device, 'stack', (maxPower + 1) * tokens * columns);
      const slices = { a: uploadStorage(device, 'a', a), x0: uploadStorage(device, 'x0', x0), stack: output };
      return {
        output,
        record: (encoder) => recordRefine(device, encoder, { ...size, ...slices }),
        twin() {
          const out = new Float32Array(output.count);
          refineCpu({ ...size, a, x0, out });
          return out;
        },
      };
    },
  };
}

function sharpen([tokens = 0, power = 0]: Numbers): KernelCase {
  return {
    kernel: 'sharpen',
    size: `${tokens} tokens, power ${power}`,
    tolerance: 2e-6,
    open(device) {
      const a = randomStochastic(tokens, tokens, tokens).map((value) => 3 * value);
      const output = uploadStorage(device, 'a', a);
      return {
        output,
        record: (encoder) => recordSharpen(device, encoder, { a: output, tokens, power }),
        twin() {
          sharpenCpu({ a, tokens, power });
          return a;
        },
      };
    },
  };
}

function classMaps([side = 0, classes = 0, width = 0, height = 0]: Numbers): KernelCase {
  return {
    kernel: 'class-maps',
    size: `side ${side}, ${classes} classes, ${width}×${height}`,
    tolerance: 1e-5,
    open(device) {
      const stack = randomArray(4 * side * side * classes, side);
      const size = { maxPower: 3, tau: 2.4, side, classes, width, height };
      const output = createStorage(device, 'scores', classes * width * height);
      const maps = createStorage(device, 'maps', classes * side ** 2);
      const slices = { stack: uploadStorage(device, 'stack', stack), maps, scores: output };
      return {
        output,
        record: (encoder) => recordClassMaps(device, encoder, { ...size, ...slices }),
        twin() {
          const scores = new Float32Array(output.count);
          classMapsCpu({ ...size, stack, maps: new Float32Array(maps.count), scores });
          return scores;
        },
      };
    },
  };
}

function guided([side = 0, classes = 0, width = 0, height = 0]: Numbers): KernelCase {
  return {
    kernel: 'guided-upsample',
    size: `side ${side}, ${classes} classes, ${width}×${height}`,
    tolerance: 2e-5,
    open(device) {
      const maps = smoothMaps(side, classes);
      const guide = openPictureGuide(randomPicture(width, height))(side);
      const output = createStorage(device, 'scores', classes * width * height);
      const upload = (data: Float32Array) => uploadStorage(device, 'input', data);
      const slices = { maps: upload(maps), cells: upload(guide.cells), colors: upload(guide.colors), scores: output };
      return {
        output,
        record: (encoder) => recordGuidedUpsample(device, encoder, { ...slices, side, classes, width, height }),
        twin() {
          const scores = new Float32Array(output.count);
          guidedUpsampleCpu({ maps, classes, guide, scores });
          return scores;
        },
      };
    },
  };
}

/** A blob a class under a little noise. */
function smoothMaps(side: number, classes: number): Float32Array {
  return randomArray(classes * side * side, side + classes).map((value, i) => {
    const [c, n] = [Math.floor(i / (side * side)), i % (side * side)];
    const [x, y] = [((n % side) + 0.5) / side, (Math.floor(n / side) + 0.5) / side];
    const centre = (c + 1) / (classes + 1);
    return Math.exp(-8 * ((x - centre) ** 2 + (y - centre) ** 2)) + 0.1 * value;
  });
}

function edges([width = 0, height = 0]: Numbers): KernelCase {
  const tokens = width * height;
  return {
    kernel: 'attention-edges',
    size: `${width}×${height}`,
    tolerance: 2e-5,
    open(device) {
      const a = randomStochastic(tokens, tokens, tokens);
      const input = { scale: 1, width, height };
      const output = createStorage(device, 'edges', tokens);
      const slices = { a: uploadStorage(device, 'a', a), edges: output };
      return {
        output,
        record: (encoder) => recordAttentionEdges(device, encoder, { ...input, ...slices }),
        twin() {
          const found = new Float32Array(tokens);
          attentionEdgesCpu({ ...input, a, edges: found });
          return found;
        },
      };
    },
  };
}

function segment([pixels = 0, classes = 0]: Numbers): KernelCase {
  return {
    kernel: 'segment',
    size: `${pixels} pixels, ${classes} classes`,
    tolerance: 0,
    open(device) {
      const scores = randomArray(pixels * classes, pixels + classes).map((value) => 0.5 + 0.6 * value);
      const classIds = Array.from({ length: classes }, (_, c) => 3 * c + 2);
      const present = classIds.map((_, c) => c !== 1);
      const input = { pixels, classIds, present, alpha: 0.5, beta: 0.6 };
      const output = createStorage(device, 'out', segmentWords(pixels, classes));
      const slices = { scores: uploadStorage(device, 'scores', scores), out: output };
      return {
        output,
        record: (encoder) => recordSegment(device, encoder, { ...input, ...slices }),
        read(bytes) {
          const { mask, histogram } = unpackSegment(new Uint32Array(bytes), pixels, classIds);
          return [...mask.subarray(0, 65_536), ...histogram];
        },
        twin() {
          const mask = new Uint8Array(pixels);
          const { histogram } = segmentCpu({ ...input, scores, mask });
          return [...mask.subarray(0, 65_536), ...histogram];
        },
      };
    },
  };
}
