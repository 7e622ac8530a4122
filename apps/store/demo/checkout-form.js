// @ts-check
/** @import { Customer } from './cart.js' */
/** @import { FieldError } from '@relevo/contract' */
import { byId } from './page.js';

const form = byId('datos', HTMLFormElement);

/**
 * Fills the form and reports what the buyer types and sends.
 * @param {Customer} customer as it was typed before
 * @param {{ onChange: (customer: Customer) => void, onBuy: (customer: Customer) => void }} events
 */
export function startForm(customer, { onChange, onBuy }) {
  for (const [name, text] of Object.entries(customer)) {
    const field = form.elements.namedItem(name);
    if (field && 'value' in field) field.value = text;
  }
  form.addEventListener('input', ({ target }) => {
    if (target instanceof Element) clearFault(target);
    onChange(readCustomer());
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    onBuy(readCustomer());
  });
}

/** @returns {Customer} */
function readCustomer() {
  return Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
}

/**
 * Shows each fault at its field and moves the focus to the first one.
 * @param {readonly FieldError[]} faults
 * @returns {FieldError[]} the faults that belong to no field of the form
 */
export function showFaults(faults) {
  clearFaults();
  const elsewhere = faults.filter((fault) => !showFault(fault));
  const first = form.querySelector('[aria-invalid="true"]');
  if (first instanceof HTMLElement) first.focus();
  return elsewhere;
}

/** Removes all faults from the form. */
export function clearFaults() {
  for (const input of form.querySelectorAll('[aria-invalid]')) clearFault(input);
}

/** @param {Element} input */
function clearFault(input) {
  input.removeAttribute('aria-invalid');
  faultOf(input)?.replaceChildren();
}

/** @param {FieldError} fault */
function showFault({ campo, mensaje }) {
  const input = form.elements.namedItem(campo);
  const place = input instanceof Element ? faultOf(input) : null;
  if (!(input instanceof Element) || !place) return false;
  input.setAttribute('aria-invalid', 'true');
  place.textContent = mensaje.charAt(0).toUpperCase() + mensaje.slice(1);
  return true;
}

/** @param {Element} input */
function faultOf(input) {
  return document.getElementById(input.getAttribute('aria-describedby') ?? '');
}
