import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type Problem, problemText } from '../api/problem-text.ts';
import { onlyClick } from '../view/only-click.ts';
import type { Driver } from '../work/work-api.ts';
import type { StepProps } from './step-props.ts';
import { dialogWords as words } from './words.ts';

/** Who takes the order. @param leaves whether it leaves with them at once */
export function DriverStep({ ticket, work, leaves = false }: StepProps & { leaves?: boolean }) {
  const failure = useSignal<Problem | null>(null);
  useEffect(() => {
    void work.loadDrivers().then((problem) => {
      failure.value = problem;
    });
  }, [work, failure]);

  const give = (driver: Driver | null) =>
    onlyClick(() => {
      work.run(ticket, { accion: 'asignar', repartidor_id: driver?.id ?? null }, driver);
      // Based on the ticket as it is with its driver, so the two go in a row.
      const given = work.find(ticket.ticket_id);
      if (leaves && given) work.run(given, { accion: 'avanzar' });
      work.close();
    });
  const handOver = onlyClick(() => {
    work.run(ticket, { accion: 'mover', estado: 'entregado' });
    work.close();
  });

  const drivers = work.drivers.value;
  const now = ticket.repartidor;
  return (
    <>
      {!drivers && (
        <p class="modal-text">{failure.value ? problemText(failure.value) : words().drivers.loading}</p>
      )}
      {drivers?.length === 0 && <p class="modal-text">{words().drivers.none}</p>}
      <ul class="choices">
        {drivers?.map((driver) => (
          <li key={driver.id}>
            <button
              type="button"
              class="choice"
              data-accion="elegir-repartidor"
              data-repartidor={driver.id}
              disabled={driver.id === now?.id}
              onClick={give(driver)}
            >
              {driver.nombre}
              {driver.id === now?.id && <span class="choice-note">{words().drivers.hasItNow}</span>}
            </button>
          </li>
        ))}
        {now && ticket.estado !== 'en-camino' && !leaves && (
          <li>
            <button type="button" class="choice" data-accion="sin-repartidor" onClick={give(null)}>
              {words().drivers.nobody}
            </button>
          </li>
        )}
        {leaves && work.offers(ticket).handOver && (
          <li>
            <button type="button" class="choice" data-accion="retirar" onClick={handOver}>
              {words().drivers.pickUp} <span class="choice-note">{words().drivers.isDelivered}</span>
            </button>
          </li>
        )}
      </ul>
    </>
  );
}
