import { describe, expect, it } from 'vitest';
import { matchClasses, matchedSynonym } from './match-classes.ts';

const make = (id: number, name: string, promptName: string, synonyms: string[]) => ({
  id,
  name,
  promptName,
  synonyms,
  color: [0, 0, 0] as const,
});
const classes = [
  make(1, 'aeroplane', 'aeroplane', ['airplane', 'plane']),
  make(5, 'bottle', 'bottle', []),
  make(11, 'diningtable', 'dining table', ['table']),
  make(20, 'tvmonitor', 'tv', ['monitor', 'television']),
];
const names = (query: string) => matchClasses(classes, query).map((match) => match.name);

describe('matchClasses', () => {
  it('gives all for an empty query', () => expect(names(' ')).toHaveLength(4));
  it('finds by synonym', () => expect(names('television')).toEqual(['tvmonitor']));
  it('puts beginnings before insides', () => expect(names('t')).toEqual(['tvmonitor', 'diningtable', 'bottle']));
  it('ignores case', () => expect(names('DINING')).toEqual(['diningtable']));
  it('finds nothing for a stranger', () => expect(names('zebra')).toEqual([]));
});

describe('matchedSynonym', () => {
  it('names the synonym only where the name does not match', () => {
    expect(matchedSynonym(classes[0]!, 'airp')).toBe('airplane');
    expect(matchedSynonym(classes[0]!, 'aero')).toBeNull();
  });
});
