/** The path of a Chrome or Chromium that tests can drive; installs one where there is none. @throws Error if it cannot */
export function findOrInstallChromium(): string;
