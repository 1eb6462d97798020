/** The noun with "a" or "an" before it, by sound: a unicycle, an hourglass. */
export function withArticle(noun: string): string {
  return `${articleOf(noun)} ${noun}`;
}

export function articleOf(noun: string): 'a' | 'an' {
  if (/^(uni([^nm]|$)|us[ae]|eu|one)/i.test(noun)) return 'a';
  return /^([aeiou]|hour|honest|heir)/i.test(noun) ? 'an' : 'a';
}
