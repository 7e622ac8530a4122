export const sides = ['todos', 'entregado', 'cancelado'] as const;
export type Side = (typeof sides)[number];

/** What is looked for among the closed orders, as it stands in the address bar. */
export type ClosedQuery = { side: Side; q: string };

/** Reads the part of an address behind the `?`. Whatever makes no sense counts as not said. */
export function parseClosedQuery(search: string): ClosedQuery {
  const params = new URLSearchParams(search);
  const q = params.get('q') ?? '';
  return {
    side: sides.find((side) => side === params.get('estado')) ?? 'todos',
    q: q.length <= 200 && !/\p{Cc}/u.test(q) ? q : '',
  };
}

/** The address's new end. */
export function writeClosedQuery({ side, q }: ClosedQuery): string {
  const params = new URLSearchParams();
  if (side !== 'todos') params.set('estado', side);
  if (q.trim()) params.set('q', q.trim());
  const text = params.toString();
  return text ? `?${text}` : '';
}
