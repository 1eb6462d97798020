/** What file dialogs offer for a list of prompts. */
export const LIST_FILES = '.json,.jsonl,.csv,.tsv,.txt,application/json,text/csv,text/plain';

/** Whether a dropped or pasted file is meant as a list of prompts, by its name and type. */
export function isListFile({ name, type }: Pick<File, 'name' | 'type'>): boolean {
  return /\.(jsonl?|csv|tsv|txt)$/i.test(name) || type === 'application/json' || type.startsWith('text/');
}
