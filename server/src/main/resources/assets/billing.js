// What moves on the Billing tab. Every form here works without this file too; the server decides everything.
document.documentElement.classList.add('scripted');

const NANOS = 1_000_000_000;
const LEAST_CENTS = 500;
const MOST_CENTS = 99_500;

// A typed amount in whole cents, or nothing where it is none that can be bought.
function cents(typed) {
  const plain = typed.replaceAll(/[$,\s]/g, '');
  if (!/^\d{1,7}(\.\d{1,2})?$/.test(plain)) {
    return undefined;
  }
  const amount = Math.round(Number(plain) * 100);
  return amount >= LEAST_CENTS && amount <= MOST_CENTS ? amount : undefined;
}

// Cut to cents, as the server writes a balance.
function dollars(amountInCents) {
  const sign = amountInCents < 0 ? '\u2212' : '';
  return sign + '$' + (Math.abs(amountInCents) / 100).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

// Two digits, as the server rounds.
function about(count) {
  let unit = 1;
  while (Math.floor(count / unit) >= 100) {
    unit *= 10;
  }
  return (Math.floor(count / unit) * unit).toLocaleString('en-US');
}

for (const form of document.querySelectorAll('form[data-add]')) {
  const custom = form.elements.custom;
  const pay = form.querySelector('[data-pay]');
  const error = form.querySelector('[data-error]');
  const chosen = () => form.elements.amount.value === 'custom' ? cents(custom.value) : cents(form.elements.amount.value);
  const show = touched => {
    const own = form.elements.amount.value === 'custom';
    form.querySelector('[data-other]').toggleAttribute('data-closed', !own);
    const amount = chosen();
    const wrong = own && amount === undefined && (touched || custom.value !== '');
    error.textContent = wrong ? 'From $5.00 to $995.00, in whole cents.' : '';
    custom.setAttribute('aria-invalid', wrong ? 'true' : 'false');
    pay.disabled = amount === undefined;
    const one = Number(form.dataset.one);
    const worth = form.querySelector('[data-worth]');
    worth.textContent = '';
    if (amount !== undefined) {
      form.elements.said.value = (amount / 100).toFixed(2);
      form.querySelector('[data-charged]').textContent = dollars(amount);
      form.querySelector('[data-after]').textContent = dollars(Math.trunc(Number(form.dataset.balance) / (NANOS / 100)) + amount);
      pay.textContent = form.elements.card.value === 'new' ? 'Continue to payment' : `Pay ${dollars(amount)}`;
      if (one > 0) {
        const count = Math.floor(amount * (NANOS / 100) / one);
        worth.textContent = count < 1 ? `less than one of your usual ${form.dataset.things}` : `≈ ${about(count)} ${form.dataset.things} at your average`;
      }
    }
  };
  form.addEventListener('input', () => show(false));
  form.addEventListener('change', event => {
    show(event.target === custom);
    if (event.target.value === 'custom' && event.target.checked) {
      custom.focus();
    }
  });
  form.addEventListener('submit', event => {
    if (chosen() === undefined) {
      event.preventDefault();
      show(true);
      custom.focus();
    }
  });
  document.addEventListener('florin:balance', event => {
    form.dataset.balance = event.detail.nanos;
    show(false);
  });
  addEventListener('pageshow', () => show(false)); // a browser that comes back fills in what was chosen
  show(false);
}

// Auto-recharge: the server says what the numbers mean while they are typed.
for (const form of document.querySelectorAll('form[data-recharge]')) {
  let waiting;
  let asked = 0;
  const limit = form.elements.monthly_limit;
  const ask = async () => {
    const query = new URLSearchParams();
    for (const name of ['threshold', 'target', 'monthly_limit']) {
      query.set(name, form.elements[name].value);
    }
    if (form.elements.no_limit.checked) {
      query.set('no_limit', 'on');
    }
    const turn = ++asked;
    const answer = await fetch(`/account/billing/auto-recharge/preview?${query}`, { headers: { Accept: 'application/json' } });
    if (!answer.ok || turn !== asked) {
      return;
    }
    const says = await answer.json();
    for (const part of form.querySelectorAll('[data-says]')) {
      (part.querySelector('strong') ?? part).textContent = says[part.dataset.says];
    }
    form.querySelector('[data-says="now"]').classList.toggle('charges', says.charges_now);
    for (const name of ['threshold', 'target', 'monthly_limit']) {
      const error = says[`${name}_error`];
      document.getElementById(`${name}-error`).textContent = error;
      form.elements[name].setAttribute('aria-invalid', error ? 'true' : 'false');
    }
  };
  const enable = () => { limit.disabled = form.elements.no_limit.checked; };
  form.addEventListener('input', () => {
    enable();
    clearTimeout(waiting);
    waiting = setTimeout(ask, 200);
  });
  enable();
}

// A payment that is on its way: the page looks again until it has come to its end.
const FIRST_LOOK_MILLIS = 1_000;
const SLOWEST_LOOK_MILLIS = 10_000;

async function look() {
  const open = document.querySelector('[data-poll]');
  if (!open) {
    return;
  }
  const answer = await fetch(location.href, { headers: { Accept: 'text/html' } }).catch(() => undefined);
  if (!answer?.ok) {
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const now = page.querySelector('[data-state]');
  if (now && now.dataset.state !== open.dataset.state) {
    open.replaceWith(document.adoptNode(now));
  }
}

async function lookOften() {
  for (let wait = FIRST_LOOK_MILLIS; document.querySelector('[data-poll]'); wait = Math.min(wait * 1.3, SLOWEST_LOOK_MILLIS)) {
    await new Promise(done => { setTimeout(done, wait); });
    await look();
  }
}
lookOften();

// The balance has moved: the card's bar, running calls and sentence follow, and the lists below it.
let refreshing;
let sequence;
document.addEventListener('florin:balance', event => {
  const key = `${event.detail.sequence} ${event.detail.held}`;
  const first = sequence === undefined;
  if (key === sequence) {
    return;
  }
  sequence = key;
  if (first) {
    return; // what the page was made of
  }
  look();
  clearTimeout(refreshing);
  refreshing = setTimeout(refresh, 250);
});

async function refresh() {
  if (!document.querySelector('[data-balance-card]')) {
    return;
  }
  const answer = await fetch(location.pathname, { headers: { Accept: 'text/html' } }).catch(() => undefined);
  if (!answer?.ok) {
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const place of ['[data-balance-card]', '#grants', '#receipts']) {
    const now = page.querySelector(place);
    const shown = document.querySelector(place);
    if (now && shown && !shown.contains(document.activeElement)) {
      shown.replaceWith(document.adoptNode(now));
    }
  }
}

for (const button of document.querySelectorAll('[data-prints]')) {
  button.hidden = false;
  button.addEventListener('click', () => print());
}
