import { Button } from 'react-aria-components';
import type { LabelClass } from '../../../core/prompt/types.ts';
import type { Example } from '../../../studio/settings/examples.ts';
import { Swatch } from '../../controls/swatch.tsx';
import { LabelScope } from '../../label-scope.tsx';
import { findClass } from '../../selectors.ts';
import type { CardList } from './card-mask.ts';
import { ExampleMask } from './example-mask.tsx';

interface ExampleCardProps {
  readonly example: Example;
  /** False where another model is in use, which draws other pictures. */
  readonly hasPicture: boolean;
  /** Null until masks are here. */
  readonly list: CardList | null;
  readonly isDisabled: boolean;
  readonly onPress: () => void;
}

/** What one click makes: the very picture, under its mask until it is pointed at. */
export function ExampleCard({ example, hasPicture, list, isDisabled, onPress }: ExampleCardProps) {
  const { name, caption, labelSet } = example;
  const classes = example.classIds
    .map((id) => findClass(labelSet, id))
    .filter((label): label is LabelClass => label !== null);
  return (
    <Button className="example" isDisabled={isDisabled} onPress={onPress}>
      <LabelScope labelSet={labelSet}>
        {hasPicture && (
          <span className="example-picture" aria-hidden="true">
            {/* Small, and never before what the start needs. */}
            <img src={pictureAddress(name)} alt="" loading="lazy" decoding="async" fetchPriority="low" />
            {list && <ExampleMask example={example} list={list} />}
          </span>
        )}
        <span className="example-text">
          <span className="example-caption">{caption}</span>
          <span className="example-classes">
            {classes.map(({ id, promptName }) => (
              <span key={id} className="example-class">
                <Swatch classId={id} />
                {promptName}
              </span>
            ))}
          </span>
        </span>
      </LabelScope>
    </Button>
  );
}

const pictureAddress = (name: string) => new URL(`./cards/${name}.jpg`, import.meta.url).href;
