import { writeFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { writeListCsv, writeListJson, writeListText } from '../../src/core/lists/write-list.ts';
import { makePlan } from '../../src/core/plan/make-plan.ts';
import { WORLDS } from '../../src/core/plan/worlds.ts';
import { EXIT } from '../exit-codes.ts';
import { readLabelSet } from '../inputs/read-label-set.ts';
import { type PlanOptions, planRequest } from '../plan/plan-request.ts';
import { textTable } from '../report/text-table.ts';
import { onDisk } from '../work/disk.ts';
import type { Run } from './command-context.ts';
import { examples } from './examples.ts';

interface Options extends PlanOptions {
  readonly labelSet: string;
  readonly out: string;
}

export function planCommand(run: Run): Command {
  return new Command('plan')
    .description('Writes a list of prompts that shows each class as often as asked for, in scenes that make sense.')
    .requiredOption('--out <file>', 'the list: .json, .csv or .txt')
    .option('--label-set <set>', 'voc, coco or a file of classes', 'voc')
    .option('--per-class <n>', 'how many pictures show each class')
    .option('--target <class=n...>', 'another number for a class')
    .option('--sizes <shares>', 'shares of pictures with one, two and three classes', '42,42,16')
    .option('--apart <class+class...>', 'classes that never stand in one picture')
    .addOption(
      new Option('--world <world>', 'places and captions that the model knows')
        .choices(WORLDS.map(({ id }) => id))
        .default('emoji-scenes'),
    )
    .option('--synonyms', 'captions use synonyms of classes, too')
    .option('--seed <n>', 'another one gives another plan', '0')
    .addHelpText(
      'after',
      examples(
        ['twenty pictures of each of VOC’s classes', 'plan --per-class 20 --out list.json'],
        [
          'cats and dogs for a model of photographs',
          'plan --target cat=50 dog=50 --apart cat+dog --world photographs --out list.csv',
        ],
      ),
    )
    .action(({ labelSet: written, out, ...options }: Options) =>
      run(async ({ report }) => {
        const labelSet = await readLabelSet(written);
        const { scenes, planned, sizes, shortfalls, notes } = makePlan(planRequest(options, labelSet));
        const items = scenes.map(({ caption, classIds }) => ({ caption, classIds, seed: null }));
        const ending = /\.(csv|txt)$/i.exec(out)?.[1]?.toLowerCase();
        const write = ending === 'csv' ? writeListCsv : ending === 'txt' ? writeListText : writeListJson;
        await onDisk(out, () => writeFile(out, write(items, labelSet)));
        const nameOf = (id: number) => labelSet.classes.find((one) => one.id === id)?.name ?? String(id);
        const rows = Object.entries(planned).map(([id, count]) => [nameOf(Number(id)), String(count)]);
        const told = [
          `${scenes.length} pictures in ${out}: ${sizes[0]} with one class, ${sizes[1]} with two, ${sizes[2]} with three.`,
          textTable(['class', 'pictures'], rows),
          ...[...shortfalls.map(({ message }) => message), ...notes],
        ];
        report.result(told.join('\n'), {
          ...{ out, pictures: scenes.length, sizes, shortfalls, notes },
          planned: Object.fromEntries(Object.entries(planned).map(([id, count]) => [nameOf(Number(id)), count])),
        });
        return shortfalls.some(({ reason }) => reason !== 'uneven') ? EXIT.unsound : EXIT.done;
      }),
    );
}
