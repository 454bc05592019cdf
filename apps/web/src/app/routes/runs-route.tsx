export function RunsRoute() { return null; }
