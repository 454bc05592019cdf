export function RunRoute() { return null; }
