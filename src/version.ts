import packageJson from '../package.json' with { type: 'json' };

/** Written into every pair's provenance. */
export const STUDIO_VERSION: string = packageJson.version;
