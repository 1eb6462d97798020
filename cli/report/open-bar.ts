import { MultiBar, Presets, type SingleBar } from 'cli-progress';
import { duration } from './duration.ts';
import type { Progress, ReportStream } from './report.ts';

/** A bar on the last line of a terminal, with sentences above it. */
export interface Bar {
  show(progress: Progress): void;
  log(text: string): void;
  close(): void;
}

/** @param terminal with `isTTY` */
export function openBar(terminal: ReportStream): Bar {
  let bars: MultiBar | null = null;
  let bar: SingleBar | null = null;
  return {
    show({ done, total, unit, perMinute, remainingMs }) {
      bars ??= new MultiBar(
        {
          stream: terminal as NodeJS.WriteStream,
          format: '{bar} {value}/{total} {unit}{rate}{left}',
          clearOnComplete: false,
          hideCursor: true,
          // Ctrl+C is the command's own.
          gracefulExit: false,
        },
        Presets.shades_classic,
      );
      const told = {
        unit,
        rate: perMinute === null ? '' : ` · ${perMinute.toFixed(perMinute < 10 ? 1 : 0)} a minute`,
        left: remainingMs === null ? '' : ` · ${duration(remainingMs)} left`,
      };
      bar ??= bars.create(total, done, told);
      bar.setTotal(total);
      bar.update(done, told);
    },
    log(text) {
      if (bars) bars.log(`${text}\n`);
      else terminal.write(`${text}\n`);
    },
    close() {
      bars?.stop();
      [bars, bar] = [null, null];
    },
  };
}
