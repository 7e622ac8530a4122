/**
 * Finds the WhatsApp number of a phone, as `https://wa.me/<number>` takes it: digits, country code first.
 * People write Argentine numbers with 0, with 15, with or without +54 and the 9 of mobiles.
 * @returns null where it is not certain whose number it would be
 */
export function whatsAppNumber(phone: string | null): string | null {
  const text = phone?.trim() ?? '';
  // With a second number, an extension or a word in it, nobody knows which digits count.
  if (!/^\+?[\d\s().-]+$/.test(text)) return null;
  const digits = text.replace(/\D/g, '');
  const abroad = text.startsWith('+') ? digits : digits.startsWith('00') ? digits.slice(2) : null;
  if (abroad !== null && !abroad.startsWith('54')) return /^[1-9]\d{7,14}$/.test(abroad) ? abroad : null;
  const national = abroad?.slice(2) ?? (isWithCountry(digits) ? digits.slice(2) : digits);
  const subscriber = subscriberOf(national);
  return subscriber && `549${subscriber}`;
}

// No area code begins with 54, so in a number this long it is the country code.
function isWithCountry(digits: string): boolean {
  return digits.startsWith('54') && digits.length >= 12;
}

// Area code and number are ten digits together; area codes are 11 or begin with 2 or 3.
function subscriberOf(national: string): string | null {
  const digits = national.replace(/^0/, '').replace(/^9(?=\d{10}$)/, '');
  if (/^(11|2\d|3\d)\d{8}$/.test(digits)) return digits;
  // Only Buenos Aires has numbers of eight digits: a mobile that is dialled from there, without its 11.
  if (/^15\d{8}$/.test(digits)) return `11${digits.slice(2)}`;
  const [, area, number] = /^(11|[23]\d{2,3})15(\d{6,8})$/.exec(digits) ?? [];
  return area && number && area.length + number.length === 10 ? area + number : null;
}
