import { openBar } from './open-bar.ts';
import type { Report, ReportOptions } from './report.ts';

/** The report of a command. */
export function openReport({ stdout, stderr, json, quiet }: ReportOptions): Report {
  const line = (value: unknown) => `${JSON.stringify(value)}\n`;
  const result: Report['result'] = (text, value) => {
    stdout.write(json ? line(value) : `${text.replace(/\n$/, '')}\n`);
  };
  const isForPeople = !json && stderr.isTTY === true;
  const failure: Report['failure'] = ({ code, message, details }, exitCode) => {
    const event = { event: 'failed', code, message, exitCode, ...(details && { details }) };
    stderr.write(isForPeople || (quiet && !json) ? `dataset-diffusion: ${message}\n` : line(event));
  };
  if (quiet) return { note: () => undefined, progress: () => undefined, result, failure, close: () => undefined };
  if (!isForPeople) {
    return {
      note: (event, text, fields = {}) => stderr.write(line({ event, ...fields, message: text })),
      progress: (progress) => stderr.write(line({ event: 'progress', ...progress })),
      result,
      failure,
      close: () => undefined,
    };
  }
  const bar = openBar(stderr);
  return {
    note: (_event, text) => bar.log(text),
    progress: bar.show,
    result(text, value) {
      bar.close();
      result(text, value);
    },
    failure(told, exitCode) {
      bar.close();
      failure(told, exitCode);
    },
    close: bar.close,
  };
}
