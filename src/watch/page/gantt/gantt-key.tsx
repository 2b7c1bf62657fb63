import type { ComponentChildren } from 'preact'

/** What the shapes of a drawing mean, of those that a past cycle can have, too. */
export function GanttKey({ isRecord }: { readonly isRecord: boolean }) {
  return (
    <ul class="gantt-key" aria-hidden="true">
      <Entry name="queued">
        <rect class="bar queued" x="1.5" y="5" width="21" height="7" rx="1.5" />
      </Entry>
      {!isRecord && (
        <Entry name="running">
          <rect class="bar running" x="1" y="3" width="22" height="11" rx="1.5" />
        </Entry>
      )}
      <Entry name="answered">
        <rect class="bar answered" x="1" y="3" width="22" height="11" rx="1.5" />
      </Entry>
      <Entry name="failed">
        <rect class="bar failed" x="1" y="3" width="16" height="11" rx="1.5" />
        <g class="end failed" transform="translate(16 8.5)">
          <circle r="6.5" />
          <path d="M-3.5 -3.5 L3.5 3.5 M3.5 -3.5 L-3.5 3.5" />
        </g>
      </Entry>
      <Entry name="waits for a retry">
        <line class="wait" x1="1" x2="23" y1="8.5" y2="8.5" />
      </Entry>
      <Entry name="timed out">
        <rect class="bar timed-out" x="1" y="3" width="16" height="11" rx="1.5" />
        <g class="end timed-out" transform="translate(16 8.5)">
          <circle r="6.5" />
          <path d="M0 -3 L0 0 L2.4 1.5 M4.8 0 A4.8 4.8 0 1 1 -4.8 0 A4.8 4.8 0 1 1 4.8 0" />
        </g>
      </Entry>
      {!isRecord && (
        <Entry name="killed">
          <rect class="bar timed-out" x="1" y="3" width="8" height="11" rx="1.5" />
          <rect class="bar overtime" x="9" y="4" width="8" height="9" />
          <g class="end killed" transform="translate(16 8.5)">
            <circle r="6.5" />
            <path d="M-3.5 -3.5 H3.5 V3.5 H-3.5 Z M-3.5 -3.5 L3.5 3.5" />
          </g>
        </Entry>
      )}
      {!isRecord && (
        <Entry name="deadline, and grace after it">
          <rect class="grace" x="7" y="3" width="16" height="11" />
          <line class="deadline" x1="7" x2="7" y1="0" y2="17" />
        </Entry>
      )}
    </ul>
  )
}

function Entry({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <li>
      <svg width="24" height="17">
        {children}
      </svg>
      {name}
    </li>
  )
}
