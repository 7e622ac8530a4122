import { type Member, type Role, type TvLink, ticketPaths } from '@relevo/contract';
import { pathOf, type Reply, requestJson } from '../../api/request.ts';
import { requestFresh } from '../../session/fresh-request.ts';

type NewMember = { nombre: string; rol: Role; email: string | null; clave: string | null };
export type MemberChange = Partial<Pick<Member, 'nombre' | 'rol' | 'email' | 'activo'> & { clave: string }>;
/** A link is a path. */
export type MadeLink = { enlace: string; vence_en: string };

/** Reads and changes people and TV links, for the admin. Never rejects. */
export const peopleApi = {
  members: (): Promise<Reply<{ personas: Member[] }>> => requestJson(ticketPaths.people),
  add: (body: NewMember): Promise<Reply<Member>> =>
    requestFresh(ticketPaths.people, { method: 'POST', body }),
  change: (id: number, body: MemberChange): Promise<Reply<Member>> =>
    requestFresh(pathOf(ticketPaths.person, id), { method: 'PATCH', body }),
  link: (id: number): Promise<Reply<MadeLink>> =>
    requestFresh(pathOf(ticketPaths.personLink, id), { method: 'POST' }),
  removeSecondFactor: (id: number): Promise<Reply<null>> =>
    requestFresh(pathOf(ticketPaths.personSecondFactor, id), { method: 'DELETE' }),
  tvLinks: (): Promise<Reply<{ enlaces: TvLink[] }>> => requestJson(ticketPaths.tvLinks),
  addTvLink: (nombre: string): Promise<Reply<TvLink & MadeLink>> =>
    requestFresh(ticketPaths.tvLinks, { method: 'POST', body: { nombre } }),
  revokeTvLink: (id: number): Promise<Reply<null>> =>
    requestFresh(pathOf(ticketPaths.tvLink, id), { method: 'DELETE' }),
  /** Takes the link from its device: the next one that opens it has it. */
  freeTvLink: (id: number): Promise<Reply<null>> =>
    requestFresh(pathOf(ticketPaths.tvLinkDevice, id), { method: 'DELETE' }),
};

/** Reads a field of a form, trimmed; null where it is empty. */
export function textOf(form: FormData, name: string): string | null {
  return String(form.get(name) ?? '').trim() || null;
}
