export const QUIET_FLAGS: readonly string[];
export const SWIFTSHADER_FLAGS: readonly string[];
export const HARDWARE_FLAGS: readonly string[];
