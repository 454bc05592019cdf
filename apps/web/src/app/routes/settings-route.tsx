export function SettingsRoute() { return null; }
export function RunnersRoute() { return null; }
export function ProjectSettingsRoute() { return null; }
