/** Why a limit is called off that was not reached. One for all: an error of its own for each would cost a stack. */
export const calledOff = new DOMException('no longer needed', 'AbortError');
