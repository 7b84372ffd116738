// The assistant: asks without a reload, shows the answer while it comes, and says what the next message would cost. Everything
// here shows parts of pages that work without it.

const root = () => document.getElementById('assistant');
const composer = () => document.querySelector('form[data-assistant]');
const messages = () => document.querySelector('[data-part="messages"]');
const QUOTE_PAUSE_MILLIS = 250;
const ELSEWHERE_PAUSE_MILLIS = 2_000;
const MOST_PAUSE_MILLIS = 30_000;
const MOST_TRIES = 20;
const NEAR_END = 160;
let source;

function nearEnd() {
  return document.documentElement.scrollHeight - innerHeight - scrollY < NEAR_END;
}

function toEnd() {
  scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' });
}

async function load(path, form) {
  const options = form ? { method: 'POST', body: new URLSearchParams(form) } : {};
  const answer = await fetch(path, options);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const url = new URL(answer.url);
  return { page: page.getElementById('assistant'), path: url.pathname, title: page.title, status: answer.status };
}

function show({ page, path, title }, push) {
  if (!page) {
    location.assign(path); // signed out meanwhile, or an error: the page tells
    return;
  }
  root().replaceWith(page);
  document.title = title;
  if (path !== location.pathname) {
    history[push ? 'pushState' : 'replaceState'](null, '', path);
  }
  ready();
}

function trouble(text) {
  const error = composer()?.querySelector('#ask-error');
  if (error) {
    error.textContent = text;
  }
}

// What was said changes; what is being typed stays.
async function refresh(tries = 0) {
  const path = location.pathname;
  let page;
  try {
    const answer = await load(path);
    if (answer.status >= 500) {
      throw new Error(`status ${answer.status}`);
    }
    page = answer.page;
  } catch {
    if (tries < MOST_TRIES) {
      setTimeout(() => path === location.pathname && refresh(tries + 1), Math.min(ELSEWHERE_PAUSE_MILLIS * 1.5 ** tries, MOST_PAUSE_MILLIS));
    } else {
      trouble('We could not be reached. Reload the page to see the answer.');
    }
    return;
  }
  if (!page || path !== location.pathname) {
    return;
  }
  const end = nearEnd();
  for (const name of ['messages', 'side']) {
    const old = root().querySelector(`[data-part="${name}"]`);
    const now = page.querySelector(`[data-part="${name}"]`);
    if (old && now) {
      old.replaceWith(now);
    }
  }
  decorate();
  follow();
  quote();
  if (end) {
    toEnd();
  }
}

// Each block of code gets a button that copies it.
function decorate(within = document) {
  for (const figure of within.querySelectorAll('#assistant figure.code:not([data-copy])')) {
    figure.dataset.copy = '';
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button quiet small copy';
    button.textContent = 'Copy';
    button.setAttribute('aria-label', `Copy ${figure.querySelector('figcaption span').textContent}`);
    figure.querySelector('figcaption').append(button);
  }
}

document.addEventListener('click', async event => {
  const button = event.target.closest('#assistant .copy');
  if (button) {
    await navigator.clipboard.writeText(button.closest('figure').querySelector('code').textContent);
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = 'Copy'; }, 1_500);
  }
});

function follow() {
  source?.close();
  source = undefined;
  const shown = messages();
  if (!shown || shown.dataset.running !== 'yes') {
    return;
  }
  const place = shown.querySelector('[data-answer]');
  const tail = document.createElement('div');
  tail.className = 'markdown-tail';
  const stream = new EventSource(`${root().dataset.base}/${shown.dataset.number}/live`);
  source = stream;
  stream.onerror = () => {
    if (stream.readyState === EventSource.CLOSED) {
      setTimeout(refresh, ELSEWHERE_PAUSE_MILLIS); // refused rather than cut: the page knows how it went
    }
  };
  stream.onmessage = event => {
    const { first, add, tail: last, cost, over, elsewhere } = JSON.parse(event.data);
    if (over) {
      stream.close();
      refresh();
      return;
    }
    if (elsewhere) {
      stream.close();
      setTimeout(refresh, ELSEWHERE_PAUSE_MILLIS);
      return;
    }
    const end = nearEnd();
    if (first) {
      place.replaceChildren(tail);
    }
    for (const block of add) {
      tail.insertAdjacentHTML('beforebegin', block);
    }
    tail.innerHTML = last;
    decorate();
    shown.querySelector('[data-cost]').textContent = cost;
    if (end) {
      toEnd();
    }
  };
}

let quoting;
function quote() {
  clearTimeout(quoting);
  quoting = setTimeout(async () => {
    const form = composer();
    if (!form) {
      return;
    }
    const asked = new FormData(form);
    asked.set('conversation', messages()?.dataset.number ?? '');
    try {
      const answer = await fetch(`${root().dataset.base}/quote`, { method: 'POST', body: new URLSearchParams(asked) });
      if (answer.ok && form.isConnected) {
        const { range, most, pays } = await answer.json();
        const shown = form.querySelector('[data-range]');
        shown.textContent = range;
        shown.title = `At most ${most}`;
        form.querySelector('.quote').classList.toggle('dear', !pays);
      }
    } catch {
      // the price is told again with the next letter
    }
  }, QUOTE_PAUSE_MILLIS);
}

document.addEventListener('input', event => {
  if (event.target.closest('form[data-assistant]')) {
    quote();
  }
});

document.addEventListener('keydown', event => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.target.id === 'ask') {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});

document.addEventListener('submit', async event => {
  const form = event.target;
  const stops = 'stop' in form.dataset;
  const again = 'again' in form.dataset;
  if (!form.closest('#assistant') || !('assistant' in form.dataset || stops || again)) {
    return;
  }
  event.preventDefault();
  if (form.dataset.busy) {
    return;
  }
  form.dataset.busy = 'yes';
  event.submitter?.setAttribute('aria-busy', 'true');
  const sent = new FormData(form);
  sent.set('live', 'yes');
  try {
    if (stops) {
      await fetch(form.action, { method: 'POST', body: new URLSearchParams(sent) });
    } else {
      const answer = await load(form.action, sent);
      if (answer.status === 401 || answer.status === 403) {
        form.submit(); // signed out meanwhile: the page that says so keeps what was typed
        return;
      }
      if (!answer.page) {
        throw new Error(`status ${answer.status}`);
      }
      show(answer, true);
      if (!again) {
        document.getElementById('ask')?.focus();
      }
      toEnd();
    }
  } catch {
    trouble('We could not be reached. What you wrote is still here: please try again.');
  } finally {
    delete form.dataset.busy;
    event.submitter?.removeAttribute('aria-busy');
  }
}, true);

// Out of credit: balance is added in another tab or by another device, and the same message goes on by itself. The page itself
// says what the balance was, for the payment may be quicker than the first news.
let balance = root() ? BigInt(root().dataset.balance) : 0n;
document.addEventListener('florin:balance', event => {
  const now = BigInt(event.detail.nanos);
  const more = now > balance;
  balance = now;
  const waiting = document.querySelector('#assistant .message:last-child form[data-again="credit"]');
  if (more && waiting) {
    waiting.requestSubmit();
  }
});

addEventListener('popstate', () => location.reload());
addEventListener('pagehide', () => source?.close());

function ready() {
  decorate();
  follow();
}

ready();
if (messages()) {
  toEnd();
}
