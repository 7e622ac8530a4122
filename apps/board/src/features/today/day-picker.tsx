import { type DayChoice, isDay, localDay } from './day-range.ts';
import { todayWords as words } from './words.ts';

type Props = { choice: DayChoice; now: number; onChoose: (choice: DayChoice) => void };

const named = ['hoy', 'ayer', 'semana'] as const;

/** Which days are looked at. */
export function DayPicker({ choice, now, onChoose }: Props) {
  return (
    <fieldset class="day-picker">
      <legend class="visually-hidden">{words().days}</legend>
      {named.map((one) => (
        <button
          key={one}
          type="button"
          class="button"
          data-dia={one}
          aria-pressed={choice === one}
          onClick={() => onChoose(one)}
        >
          {words()[one]}
        </button>
      ))}
      <label class="day-field">
        <span>{words().otherDay}</span>
        <input
          type="date"
          max={localDay(now)}
          value={isDay(choice) ? choice : ''}
          onChange={(event) => {
            const { value } = event.currentTarget;
            // While a date is being typed the field is empty or far from now.
            if (isDay(value)) onChoose(value);
          }}
        />
      </label>
    </fieldset>
  );
}
