import type { ListForm, ListRow } from '../../core/lists/types.ts';

/** The list of prompts in the dialog. `name` is that of its file; null for text. */
export type OpenList =
  | { readonly phase: 'asking' }
  | { readonly phase: 'reading'; readonly name: string | null }
  | { readonly phase: 'refused'; readonly name: string | null; readonly message: string }
  | {
      readonly phase: 'read';
      readonly name: string | null;
      readonly form: ListForm;
      readonly rows: readonly ListRow[];
      /** Columns or fields that nothing is known about. */
      readonly ignored: readonly string[];
      /** The model is not there yet: how long prompts may be is not known. */
      readonly isUnchecked: boolean;
    };
