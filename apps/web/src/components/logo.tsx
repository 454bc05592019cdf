/** A slice of lime. */
export function Logo({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden>
      <circle cx="12" cy="12" r="11" fill="#4d7c0f" />
      <circle cx="12" cy="12" r="9" fill="#ecfccb" />
      <circle cx="12" cy="12" r="7.6" fill="#84cc16" />
      <g stroke="#ecfccb" strokeWidth="1.5" strokeLinecap="round">
        <path d="M12 5.5v13M5.5 12h13M7.4 7.4l9.2 9.2M16.6 7.4l-9.2 9.2" />
      </g>
    </svg>
  );
}
