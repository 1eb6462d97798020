import type { FragmentWriter } from './fragment-writer.ts';
import type { AttentionSite } from './types.ts';

/** The new input with the class prompt's hidden states. */
export interface ClassPrompt {
  readonly tensor: string;
  readonly dataType: number;
}

/**
 * K of the class prompt at a cross site, `[1, T, heads·headDim]` in the site's dtype: the class prompt's hidden states
 * through the site's own key projection.
 */
export function writeClassKey(writer: FragmentWriter, site: AttentionSite, classPrompt: ClassPrompt): string {
  const { keyWeightTensor, keyWeightTransposed, keyBiasTensor } = site;
  const hiddenStates = writer.cast(classPrompt.tensor, classPrompt.dataType, site.dataType);
  const weight = keyWeightTransposed ? writer.node('Transpose', [keyWeightTensor], { perm: [1, 0] }) : keyWeightTensor;
  const key = writer.node('MatMul', [hiddenStates, weight]);
  return keyBiasTensor ? writer.node('Add', [key, keyBiasTensor]) : key;
}
