/**
 * A figure as the length of a bar beside its text, so not read out. `tail` goes on as a thin line with an end.
 * @param share what part of the longest it is, 0 to 1
 */
export function HorizontalBar({ share, tail }: { share: number; tail?: number }) {
  const percent = (part: number) => `${Math.min(1, Math.max(0, part)) * 100}%`;
  return (
    <svg class="bar" aria-hidden="true" focusable="false">
      <rect class="bar-track" width="100%" height="100%" rx="3" />
      {tail !== undefined && (
        <>
          <line class="bar-tail" x1={percent(share)} x2={percent(tail)} y1="50%" y2="50%" />
          <line class="bar-tail" x1={percent(tail)} x2={percent(tail)} y1="15%" y2="85%" />
        </>
      )}
      <rect class="bar-fill" width={percent(share)} height="100%" rx="3" />
    </svg>
  );
}
