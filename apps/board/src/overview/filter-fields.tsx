import { priorities } from '@relevo/contract';
import { labels } from '../view/labels.ts';
import { none } from './board-filter.ts';
import type { Choice } from './filter-choices.ts';
import type { Overview } from './overview.ts';
import { overviewWords as words } from './words.ts';

/** By driver, priority, payment and shop. What has nothing to choose between is not there. */
export function FilterFields({ overview }: { overview: Overview }) {
  const { change } = overview;
  const { repartidor, prioridad, pago, local } = overview.state.value;
  const { drivers, payments, shops, unpaid } = overview.choices.value;
  const ways = unpaid ? [{ value: none, name: words().noPayment }, ...payments] : payments;
  return (
    <>
      <Field
        name="repartidor"
        label={words().driver}
        any={words().anyDriver}
        value={repartidor === null ? '' : String(repartidor)}
        choices={[{ value: none, name: words().noDriver }, ...drivers]}
        choose={(value) => change({ repartidor: value === null || value === none ? value : Number(value) })}
      />
      <Field
        name="prioridad"
        label={words().priority}
        any={words().anyPriority}
        value={prioridad ?? ''}
        choices={priorities.toReversed().map((value) => ({ value, name: labels().priorities[value] }))}
        choose={(value) => change({ prioridad: priorities.find((one) => one === value) ?? null })}
      />
      {(ways.length > 1 || pago !== null) && (
        <Field
          name="pago"
          label={words().payment}
          any={words().anyPayment}
          value={pago ?? ''}
          choices={ways}
          choose={(value) => change({ pago: value })}
        />
      )}
      {(shops.length > 1 || local !== null) && (
        <Field
          name="local"
          label={words().shop}
          any={words().anyShop}
          value={local ?? ''}
          choices={shops}
          choose={(value) => change({ local: value })}
        />
      )}
    </>
  );
}

type FieldProps = {
  name: string;
  label: string;
  any: string;
  value: string;
  choices: Choice[];
  choose: (value: string | null) => void;
};

function Field({ name, label, any, value, choices, choose }: FieldProps) {
  return (
    <select
      class="filter"
      name={name}
      aria-label={label}
      data-elegido={value === '' ? 'no' : 'si'}
      value={value}
      onChange={({ currentTarget }) => choose(currentTarget.value || null)}
    >
      <option value="">{any}</option>
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.name}
        </option>
      ))}
    </select>
  );
}
