import { useEffect, useRef } from 'react';
import type { Example } from '../../../studio/settings/examples.ts';
import { useClassColors } from '../../class-colors.ts';
import { maskPalette } from '../../paint/mask-palette.ts';
import { paintRegions } from '../../paint/regions.ts';
import { regionPixelSide } from '../viewport/fit.ts';
import { type CardList, cardMask } from './card-mask.ts';

const OPACITY = 0.6;
/** Regions are outlined from here on. */
const MIN_PIXEL_SIDE = 2;

interface ExampleMaskProps {
  readonly example: Example;
  readonly list: CardList;
}

/** The mask over a card's picture, as the stage shows masks. */
export function ExampleMask({ example, list }: ExampleMaskProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const colors = useClassColors();

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    const ids = cardMask(example, list);
    if (!context || !ids) return;
    const regions = { ids, width: list.side, height: list.side };
    const devicePixels = (context.canvas.clientWidth * window.devicePixelRatio) / list.side;
    const side = Math.max(MIN_PIXEL_SIDE, regionPixelSide(regions, devicePixels));
    const image = new ImageData(list.side * side, list.side * side);
    paintRegions(regions, side, maskPalette(colors, [], null), OPACITY, image.data);
    context.canvas.width = image.width;
    context.canvas.height = image.height;
    context.putImageData(image, 0, 0);
  }, [example, list, colors]);

  return <canvas ref={canvas} className="example-mask" />;
}
