import type { DatasetFormat } from '../format.ts';

export const GREY = {
  id: 'grey',
  label: 'Plain grey PNG masks',
  readers: 'OpenCV, Pillow, torchvision.io, tf.image, fast.ai: whatever reads pictures',
  options: {
    void: {
      kind: 'choice',
      label: 'Void pixels',
      choices: [
        { value: 'keep', label: 'Stay 255, to be left out of the loss' },
        { value: 'background', label: 'Become background, for trainers without an ignore index' },
      ],
      default: 'keep',
    },
  },
} as const satisfies DatasetFormat;
