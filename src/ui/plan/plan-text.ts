import type { Plan } from '../../core/plan/types.ts';

/** `115 pictures: 48 of one class, 49 of two, 18 of three. Every class as often as asked.` */
export function planSummary({ scenes, sizes, shortfalls }: Plan): string {
  const names = ['one class', 'two', 'three'];
  const parts = sizes.flatMap((count, i) => (count > 0 ? [`${count.toLocaleString('en')} of ${names[i]}`] : []));
  const off = shortfalls.length;
  const balance =
    off === 0
      ? 'Every class as often as asked.'
      : `${off} ${off === 1 ? 'class differs' : 'classes differ'}: see the plan.`;
  const pictures = scenes.length === 1 ? '1 picture' : `${scenes.length.toLocaleString('en')} pictures`;
  return `${pictures}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}. ${balance}`;
}
