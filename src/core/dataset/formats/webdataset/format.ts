import type { DatasetFormat } from '../format.ts';

export const WEBDATASET = {
  id: 'webdataset',
  label: 'WebDataset (tar shards)',
  readers: 'webdataset, Hugging Face datasets, NVIDIA DALI: training from a stream',
  options: {
    picturesPerShard: {
      kind: 'number',
      label: 'Pictures in a shard',
      // A shard is put together in memory.
      min: 10,
      max: 200,
      step: 10,
      default: 100,
    },
  },
} as const satisfies DatasetFormat;
