// <florin-balance src="/my/credit" href="/my/add-credit"></florin-balance>: the balance and a way to add to it.
// src answers what GET /v1/accounts/{id}/balance answers; it is asked again while somebody looks.

const AGAIN_MILLIS = 15_000;

const style = new CSSStyleSheet();
style.replaceSync(`
  :host { display: inline-flex; align-items: center; font: 500 .875rem/1 system-ui, sans-serif; color: inherit }
  span, a { padding: .5rem .75rem; border: 1px solid color-mix(in srgb, currentColor 30%, transparent) }
  span { border-radius: 99px 0 0 99px; font-variant-numeric: tabular-nums; font-weight: 600 }
  a { border-left: 0; border-radius: 0 99px 99px 0; color: inherit; text-decoration: none }
  a:hover { background: color-mix(in srgb, currentColor 8%, transparent) }
  a:focus-visible { outline: 2px solid currentColor; outline-offset: 2px }
  :host([stale]) span { opacity: .6 }
`);

// Cut to cents, never rounded up, and never $0.00 where there is something. No floating point touches money.
function dollars(decimal) {
  const sign = decimal.startsWith('-') ? '\u2212' : '';
  const [whole, rest = ''] = decimal.replace('-', '').split('.');
  const cents = rest.padEnd(2, '0').slice(0, 2);
  if (whole === '0' && cents === '00' && /[1-9]/.test(rest)) {
    return `${sign}<$0.01`;
  }
  return `${sign}$${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${cents}`;
}

class FlorinBalance extends HTMLElement {
  connectedCallback() {
    if (!this.shadowRoot) {
      const root = this.attachShadow({ mode: 'open' });
      root.adoptedStyleSheets = [style];
      this.amount = root.appendChild(document.createElement('span'));
      this.amount.setAttribute('role', 'status');
      this.amount.textContent = '…';
      const add = root.appendChild(document.createElement('a'));
      add.href = this.getAttribute('href') ?? '';
      add.textContent = this.getAttribute('label') ?? 'Add balance';
    }
    this.timer = setInterval(() => this.ask(), AGAIN_MILLIS);
    this.ask();
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  async ask() {
    if (document.visibilityState !== 'visible') {
      return;
    }
    try {
      const answer = await fetch(this.getAttribute('src'), { headers: { Accept: 'application/json' } });
      const balance = await answer.json();
      this.amount.textContent = dollars(balance.total);
      this.amount.title = `$${balance.total}`;
      this.removeAttribute('stale');
    } catch {
      this.setAttribute('stale', ''); // what is shown is old, and looks it
    }
  }
}

customElements.define('florin-balance', FlorinBalance);
