/** Diffusion models are trained on timesteps 0 … 999; 0 is the picture without noise, which tells nothing. */
const MAX_TIMESTEP = 999;
/** Each costs a call of the model. */
const MAX_COUNT = 20;

/** Timesteps as a person types them, `650, 450 250`: falling and each once; or what is wrong with them. */
export function parseTimesteps(text: string): readonly number[] | string {
  const words = text.split(/[\s,;]+/).filter(Boolean);
  const wrong = words.find((word) => !/^\d+$/.test(word) || Number(word) < 1 || Number(word) > MAX_TIMESTEP);
  if (wrong !== undefined) return `Expected whole numbers from 1 to ${MAX_TIMESTEP}; found "${wrong}".`;
  if (words.length === 0) return 'Name at least one timestep.';
  const timesteps = [...new Set(words.map(Number))].sort((a, b) => b - a);
  return timesteps.length > MAX_COUNT ? `Name ${MAX_COUNT} timesteps at most.` : timesteps;
}
