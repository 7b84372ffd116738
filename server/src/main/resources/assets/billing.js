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

function follow(form) {
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
for (const form of document.querySelectorAll('form[data-add]')) {
  follow(form);
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
  const answer = await fetch(place?.querySelector('[data-poll]') ? place.dataset.path : location.href, { headers: { Accept: 'text/html' } }).catch(() => undefined);
  if (!answer?.ok) {
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const now = page.querySelector('[data-state]');
  if (now && now.dataset.state !== open.dataset.state) {
    open.replaceWith(document.adoptNode(now));
    settle();
  }
}

let looking = false;
async function lookOften() {
  if (looking) {
    return;
  }
  looking = true;
  for (let wait = FIRST_LOOK_MILLIS; document.querySelector('[data-poll]'); wait = Math.min(wait * 1.3, SLOWEST_LOOK_MILLIS)) {
    await new Promise(done => { setTimeout(done, wait); });
    await look();
  }
  looking = false;
}

// Adds balance in place: a link to the page that does it opens a dialog, and whoever was at something goes on with it.
let place;
let paying; // the balance when a payment in another tab began

function fill(content) {
  place.querySelector('.dialog-body').replaceChildren(document.adoptNode(content));
  for (const form of place.querySelectorAll('form[data-add]')) {
    follow(form);
  }
  settle();
}

// What leads elsewhere leads there in a tab of its own; what is done closes the dialog.
function settle() {
  if (!place) {
    return;
  }
  for (const link of place.querySelectorAll('.dialog-body a[href]')) {
    if (link.getAttribute('href').startsWith('/account/billing/add')) {
      link.dataset.adds = '';
    } else {
      link.target = '_blank';
    }
  }
  for (const form of place.querySelectorAll('form:not([data-here])')) {
    form.dataset.here = '';
    form.addEventListener('submit', event => send(event, form));
  }
  const state = place.querySelector('[data-state]')?.dataset.state;
  if (state === 'succeeded') {
    place.close();
  } else if (place.querySelector('[data-poll]')) {
    lookOften();
  }
}

async function take(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const trouble = page.querySelector('main .note[role="alert"]');
  const content = page.querySelector('form[data-add]') ?? page.querySelector('main [data-state]');
  if (!content) {
    return false;
  }
  place.dataset.path = answer.url;
  const whole = document.createElement('div');
  whole.className = 'stack';
  whole.append(...[trouble, content].filter(Boolean).map(part => document.adoptNode(part)));
  fill(whole);
  return true;
}

async function send(event, form) {
  if (event.defaultPrevented) {
    return;
  }
  const button = event.submitter;
  if (form.elements.card?.value === 'new') {
    form.target = '_blank'; // Stripe's page; this one goes on when the balance has risen
    paying = BigInt(form.dataset.balance);
    setTimeout(() => { delete form.dataset.busy; button?.removeAttribute('aria-busy'); });
    return;
  }
  event.preventDefault();
  if (form.dataset.busy) {
    return;
  }
  form.dataset.busy = 'yes';
  button?.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)), headers: { Accept: 'text/html' } });
    if (await take(answer)) {
      return;
    }
  } catch {
    // the same attempt goes on where it is sent again: its key has not changed
  }
  form.submit();
}

document.addEventListener('click', async event => {
  const link = event.target.closest('a[data-adds], body:has(#assistant) .banner a[href="/account/billing/add"]');
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) {
    return;
  }
  event.preventDefault();
  const path = link.getAttribute('href');
  if (!place) {
    place = document.createElement('dialog');
    place.setAttribute('aria-labelledby', 'add-here');
    place.innerHTML = '<div class="dialog-head"><h2 id="add-here">Add balance</h2><button class="button quiet small close" type="button" data-closes aria-label="Close">\u2715</button></div><div class="dialog-body"></div>';
    document.body.append(place);
  }
  try {
    if (await take(await fetch(path, { headers: { Accept: 'text/html' } }))) {
      if (!place.open) {
        place.showModal();
      }
      return;
    }
  } catch {
    // then the page itself tells
  }
  location.assign(path);
});

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
  if (place?.open && paying !== undefined && BigInt(event.detail.nanos) > paying) {
    paying = undefined;
    place.close();
  }
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
  for (const part of ['[data-balance-card]', '#grants', '#receipts']) {
    const now = page.querySelector(part);
    const shown = document.querySelector(part);
    if (now && shown && !shown.contains(document.activeElement)) {
      shown.replaceWith(document.adoptNode(now));
    }
  }
}

for (const button of document.querySelectorAll('[data-prints]')) {
  button.hidden = false;
  button.addEventListener('click', () => print());
}
