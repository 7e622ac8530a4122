/** A small bell beside a text that says the same; it is not read out. */
export function BellIcon() {
  return (
    <svg class="icon ring-bell" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d="M8 1.2c.6 0 1 .4 1 1v.5a4.200 4.200 0 0 1 3.200 4.100v2.700l1.300 1.800c.3.500 0 1.100-.6 1.100H3.100c-.6 0-.9-.6-.6-1.100l1.300-1.800V6.800A4.200 4.200 0 0 1 7 2.700v-.5c0-.6.4-1 1-1ZM6.300 13.300h3.400a1.700 1.700 0 0 1-3.400 0Z" />
    </svg>
  );
}
