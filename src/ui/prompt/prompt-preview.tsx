import { useClassColors } from '../class-colors.ts';
import { cssColor } from '../controls/swatch.tsx';
import { findClass } from '../selectors.ts';
import { useStudioState } from '../studio-context.tsx';
import { type TokenPiece, tokenPieces } from './token-pieces.ts';

/** The prompt as the tokenizer sees it: one box a token, each class's tokens underlined in its colour. */
export function PromptPreview() {
  const preview = useStudioState((state) => state.preview);
  const labelSet = useStudioState((state) => state.labelSet);
  const colors = useClassColors();
  const composed = preview?.composed ?? null;
  const pieces: readonly TokenPiece[] =
    composed && preview
      ? tokenPieces(composed.prompt, preview.ok ? preview.encoding.tokens : [], composed.promptRanges)
      : [];
  return (
    <section className="field" aria-label="Composed prompt">
      <div className="field-head">
        <h3 className="field-label">Prompt for the model</h3>
        {preview?.ok && (
          <span className="token-count number" translate="no" title="Start and end marks count as tokens">
            {preview.encoding.tokens.length + 2}
            <span className="visually-hidden"> of </span>
            <span aria-hidden="true"> / </span>
            {preview.maxLength} tokens
          </span>
        )}
      </div>
      <p className="token-line" data-empty={pieces.length === 0 ? '' : undefined}>
        {pieces.length === 0 && (preview && !preview.ok ? preview.error.message : 'Write a caption and add classes.')}
        {pieces.map((piece) => {
          const owner = piece.classId === null ? null : findClass(labelSet, piece.classId);
          const color = owner ? colors.get(owner.id) : undefined;
          return piece.isToken ? (
            <span
              key={piece.start}
              className="token"
              translate="no"
              data-class={owner?.name}
              style={color && { borderBottomColor: cssColor(color) }}
            >
              {piece.text}
            </span>
          ) : (
            <span key={piece.start} translate="no">
              {piece.text}
            </span>
          );
        })}
      </p>
      <div role="alert">
        {composed && preview && !preview.ok && <p className="error-text">{preview.error.message}</p>}
      </div>
    </section>
  );
}
