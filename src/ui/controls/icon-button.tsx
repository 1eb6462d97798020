import { Button, type PressEvent, Tooltip, TooltipTrigger } from 'react-aria-components';
import { classNames } from './class-name.ts';
import { Icon, type IconName } from './icons.tsx';

interface IconButtonProps {
  readonly icon: IconName;
  /** Accessible name; also the tooltip's text. */
  readonly label: string;
  /** Key to show beside the label, such as `A`. */
  readonly shortcut?: string;
  readonly onPress: (event: PressEvent) => void;
  readonly isDisabled?: boolean;
  readonly isPressed?: boolean;
  readonly size?: 'sm' | 'md';
  readonly className?: string;
}

/** A button of one icon, named by its tooltip. `isPressed` makes it a toggle. */
export function IconButton(props: IconButtonProps) {
  const { icon, label, shortcut, onPress, isDisabled = false, isPressed, size = 'md', className } = props;
  return (
    <TooltipTrigger delay={400} closeDelay={80}>
      <Button
        className={classNames('icon-button', size === 'sm' && 'icon-button-sm', className)}
        aria-label={label}
        {...(isPressed === undefined ? {} : { 'aria-pressed': isPressed })}
        isDisabled={isDisabled}
        onPress={onPress}
      >
        <Icon name={icon} size={size === 'sm' ? 14 : 16} />
      </Button>
      <Tooltip className="tooltip" offset={6}>
        {label}
        {shortcut && <kbd>{shortcut}</kbd>}
      </Tooltip>
    </TooltipTrigger>
  );
}
