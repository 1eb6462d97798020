import { ATTENTION_STYLES, type AttentionStyle, attentionModel } from './attention-models.testkit.ts';
import type { ExportStyle } from './export-styles.testkit.ts';
import { packedWeight } from './packed-models.testkit.ts';
import { type FormWithReference, QUANTISED_ATTENTION, QUANTISED_FORMS, UNET_FORMS } from './quantised-forms.testkit.ts';
import { type QuantisedForm, QuantisingBuilder } from './quantising-builder.testkit.ts';
import { sdxlModel } from './unet-models.testkit.ts';

const written = (name: string) => ATTENTION_STYLES[name] as AttentionStyle;
const PLAIN = written('scale multiplied after the score product');
const BIASED = written('projections with a bias');

const layers = (style: AttentionStyle, form: QuantisedForm) =>
  attentionModel(style, form.opset, undefined, new QuantisingBuilder(form));

function quantised(
  name: string,
  { form, reference }: FormWithReference,
  style = PLAIN,
  referenceStyle = style,
): ExportStyle {
  return {
    name,
    build: () => layers(style, form),
    reference: () => layers(referenceStyle, reference),
    tolerance: 1e-3,
  };
}

/** One self and one cross layer, quantised; compared with the same rounded weights in plain operators. */
export const QUANTISED_STYLES: readonly ExportStyle[] = [
  ...Object.entries(QUANTISED_FORMS).map(([name, form]) => quantised(name, form)),
  quantised('QDQ before Gemm', QUANTISED_FORMS['QDQ, int8, a scale a channel'], written('projections by Gemm')),
  quantised('dynamic, with biases', QUANTISED_FORMS['dynamic, uint8, a scale a tensor'], BIASED),
  quantised('QAttention, and MultiHeadAttention on dynamic products', QUANTISED_ATTENTION, packedWeight, BIASED),
];

/** A whole UNet, its convolutions quantised too where quantisers do so. */
export const QUANTISED_UNETS: readonly ExportStyle[] = Object.entries(UNET_FORMS).map(
  ([name, { form, reference }]) => ({
    name: `SDXL-shaped UNet, ${name}`,
    build: () => sdxlModel(BIASED, new QuantisingBuilder(form)),
    reference: () => sdxlModel(BIASED, new QuantisingBuilder(reference)),
    tolerance: 1e-3,
  }),
);
