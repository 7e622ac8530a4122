import type { RequestHandler } from 'express';
import type { Admission } from './admission.ts';
import { localsOf } from './locals.ts';
import { tooMuchWork } from './shed.ts';

/**
 * Takes a request of a bounded route in, until it is answered or its handler says `workDone`. To be called once the
 * body is there: a client that sends it slowly must not look like work that waits. Nor must one that reads its answer
 * slowly: it leaves when the answer has been handed to the connection (`prefinish`), not when it has been taken from it.
 */
export function takeIn(admission: Admission): RequestHandler {
  return (_req, res, next) => {
    // It went away while its body was unpacked: it has been told that it is closed, and would never leave again.
    if (res.closed) return;
    if (!admission.isOpen()) return next(tooMuchWork);
    let leave = admission.enter();
    // As a method of an object of its own: while a function was put straight into the locals, V8 (13.6) promoted nearly
    // every request with all it held, and collected it seconds later (seen with --trace-gc; why, is not known).
    localsOf(res).stay = {
      end() {
        leave();
        return () => {
          if (!res.closed) leave = admission.enter();
        };
      },
    };
    const gone = () => leave();
    res.once('prefinish', gone).once('close', gone);
    return admission.begin(next);
  };
}
