import { AgentMode } from '@lime/contracts';
import { useState } from 'react';
import { GuidanceSection } from '../../components/guidance-section.tsx';

/** What an agent would be told about a ticket in each mode. */
export function TicketGuidanceSection({ ticketId }: { ticketId: string }) {
  const [mode, setMode] = useState<AgentMode>('implement');
  return (
    <GuidanceSection ticketId={ticketId} asked={{ mode }}>
      <label className="mt-2 flex items-center gap-2 text-muted">
        Mode
        <select value={mode} onChange={(event) => setMode(AgentMode.parse(event.target.value))} className="rounded-lg border border-line-strong bg-surface px-2 py-1">
          {AgentMode.options.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </label>
    </GuidanceSection>
  );
}
