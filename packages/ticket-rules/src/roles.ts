export const roles = ['admin', 'operador', 'repartidor', 'lectura'] as const;
export type Role = (typeof roles)[number];

/** Who acts on a ticket. `id` is null for a service's key and for a TV. */
export type Actor = { id: number | null; rol: Role };

/** The roles that run the shop. */
export const shopRoles = ['admin', 'operador'] as const satisfies readonly Role[];
