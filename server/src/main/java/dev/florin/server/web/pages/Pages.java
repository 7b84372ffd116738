package dev.florin.server.web.pages;

import dev.florin.core.accounts.Account;
import dev.florin.core.accounts.AccountNumber;
import dev.florin.core.accounts.Digest;
import dev.florin.core.accounts.Plan;
import dev.florin.core.ledger.Command;
import dev.florin.core.ledger.Ledger;
import dev.florin.server.storage.Accounts;
import dev.florin.server.storage.Customers;
import dev.florin.server.storage.Notices;
import dev.florin.server.storage.ObjectIds;
import dev.florin.server.storage.SandboxClock;
import dev.florin.server.storage.StorageFault;
import dev.florin.server.storage.WebSessions;
import dev.florin.server.web.http.Access;
import dev.florin.server.web.http.Answer;
import dev.florin.server.web.http.BodyRule;
import dev.florin.server.web.http.KeyRule;
import dev.florin.server.web.http.Problem;
import dev.florin.server.web.http.ProblemCode;
import dev.florin.server.web.http.Refused;
import dev.florin.server.web.http.Request;
import dev.florin.server.web.http.Routes;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The list of all pages, and what is the same about them: who is let in, forms that only our own pages can send, and what stands
 * around the content. Filled before the server starts; then thread-safe.
 */
public final class Pages {
    private static final String SIGN_IN = "/sign-in";
    private static final int ONCE_BYTES = 16;

    private final PagesParts parts;
    private final Assets assets;
    private final Views views;
    private final Browser browser;
    private final WebSessions sessions;
    private final Accounts accounts;
    private final SandboxClock clock;
    private final Live live = new Live();
    private final Routes routes = new Routes();
    private final Set<String> served = new TreeSet<>();
    private final NoticeBanner banner;
    private final Notices notices;
    private final SecureRandom random = new SecureRandom();

    public Pages(PagesParts parts) {
        this.parts = parts;
        this.views = new Views(String.join(" ", parts.formTargets()));
        this.browser = new Browser(parts.publicUrl());
        this.sessions = new WebSessions(parts.database(), new SecureRandom());
        this.accounts = new Accounts(parts.database());
        this.clock = new SandboxClock(parts.database());
        this.notices = new Notices(parts.database());
        this.banner = new NoticeBanner(notices, ObjectIds.of(parts.database()));
        this.assets = new Assets()
                .add("florin.css", Styles.PARTS)
                .add("florin.js")
                .add("submit.js")
                .add("icon.svg");
    }

    /** Who may see a page. */
    private enum Guest {
        CUSTOMER,
        STAFF,
        ANYBODY
    }

    /** A page for customers who are signed in; others sign in first and come back to it. */
    public Pages get(String template, PageHandler handler) {
        return add(template, Guest.CUSTOMER, false, handler);
    }

    /** A form of such a page: sent by a page of ours, with the session's token. */
    public Pages post(String template, PageHandler handler) {
        return add(template, Guest.CUSTOMER, true, handler);
    }

    /** A page for everybody. */
    public Pages openGet(String template, PageHandler handler) {
        return add(template, Guest.ANYBODY, false, handler);
    }

    /** A form for everybody: sent by a page of ours; where somebody is signed in, with the session's token. */
    public Pages openPost(String template, PageHandler handler) {
        return add(template, Guest.ANYBODY, true, handler);
    }

    /** A page for the operator's own people. */
    public Pages staffGet(String template, PageHandler handler) {
        return add(template, Guest.STAFF, false, handler);
    }

    /** A form of such a page. */
    public Pages staffPost(String template, PageHandler handler) {
        return add(template, Guest.STAFF, true, handler);
    }

    private Pages add(String template, Guest guest, boolean post, PageHandler handler) {
        if (post) {
            routes.post(
                    template,
                    Access.visitors(),
                    KeyRule.IGNORED,
                    BodyRule.FORM,
                    request -> answer(request, guest, handler));
        } else {
            served.add(template);
            routes.get(template, Access.visitors(), request -> answer(request, guest, handler));
        }
        return this;
    }

    /** Every page, with sign-in and files, to be served. */
    public Routes routes() {
        new SignIn(this, parts).addTo(this);
        live.add(new BalanceNews(accounts)).start();
        post("/account/notices/{number}/away", this::putAway);
        get("/account/live", this::listen);
        Routes all = new Routes().addAll(routes);
        assets.addTo(all);
        return all.tellPeople(new ErrorPage(this));
    }

    private Answer putAway(Visit visit) {
        try {
            notices.see(visit.account(), Long.parseLong(visit.path("number")));
        } catch (NumberFormatException none) {
            throw Visit.notFound();
        }
        return visit.seeOther(Origins.local(visit.form().text("back"), home()));
    }

    private Answer listen(Visit visit) {
        String channel = Live.channel(visit.account());
        List<Live.Event> first = new ArrayList<>(live.first(channel));
        first.add(BalanceNews.event(visit.customer().standing().account()));
        return live.listen(List.of(channel), first);
    }

    private Answer answer(Request request, Guest guest, PageHandler handler) {
        request.admit();
        try {
            Inputs form =
                    request.isPost() ? Inputs.read(new String(request.raw(), StandardCharsets.UTF_8)) : Inputs.NOTHING;
            Optional<String> secret = browser.secret(request);
            Optional<WebSessions.Session> session = secret.flatMap(sessions::find);
            Visit visit = new Visit(request, form, secret.orElse(null), session, this);
            return refusal(visit, guest).orElseGet(() -> handler.handle(visit));
        } catch (StorageFault fault) {
            if (!fault.mayPass()) {
                throw fault;
            }
            throw new Refused(Problem.of(ProblemCode.DATABASE_UNAVAILABLE, "Please try again in a moment."));
        }
    }

    /** Where a visit ends before its page: nothing has been done. */
    private Optional<Answer> refusal(Visit visit, Guest guest) {
        boolean post = visit.request().isPost();
        if (post && !browser.isOwn(visit.request())) {
            return Optional.of(ErrorPage.foreign(this));
        }
        boolean in = switch (guest) {
            case ANYBODY -> true;
            case CUSTOMER -> visit.isSignedIn();
            case STAFF -> visit.isStaff();
        };
        if (!in && !post) {
            String door = guest == Guest.STAFF ? "/admin/sign-in" : SIGN_IN;
            return Optional.of(Visit.redirect(door + "?next=" + Inputs.encoded(visit.target())));
        }
        boolean needsToken = post && (guest != Guest.ANYBODY || visit.session().isPresent());
        boolean token = visit.secret()
                .filter(secret -> Browser.isToken(secret, visit.form().text("csrf")))
                .isPresent();
        if (!in || (needsToken && !token)) {
            return Optional.of(SendAgain.page(this, visit, in));
        }
        return Optional.empty();
    }

    /** The frame of a page, with what is to be said once. */
    Frame frame(Visit visit, String title, Tab tab) {
        Optional<Flash> flash = visit.session().flatMap(session -> Flash.read(session.flash()));
        if (flash.isPresent()) {
            visit.secret().ifPresent(secret -> sessions.setFlash(secret, null));
        }
        Frame.Person person = visit.isSignedIn() ? person(visit.customer()) : null;
        return new Frame(
                parts.product(),
                title,
                tab,
                visit.isStaff() ? shown(List.of(Tab.INBOX)) : shown(Tab.TOP),
                tab.isSetting() ? shown(Tab.SETTINGS) : List.of(),
                person,
                visit.isSignedIn() ? banner.of(visit.account(), visit.zone()).orElse(null) : null,
                flash.orElse(null),
                visit.csrf(),
                once(),
                visit.request().isPost() ? "" : visit.target(),
                List.of(),
                visit.session().map(WebSessions.Session::returnUrl).orElse(""),
                served.contains("/support") && !visit.isStaff(),
                assets);
    }

    /** Goes with a form, so that sending it twice does it once. */
    private String once() {
        byte[] bytes = new byte[ONCE_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** A frame that needs no database: for errors. */
    Frame bareFrame(String title) {
        return new Frame(
                parts.product(),
                title,
                Tab.NONE,
                shown(Tab.TOP),
                List.of(),
                null,
                null,
                null,
                "",
                "",
                "",
                List.of(),
                "",
                served.contains("/support"),
                assets);
    }

    private List<Tab> shown(List<Tab> tabs) {
        return tabs.stream().filter(tab -> served.contains(tab.path())).toList();
    }

    private static Frame.Person person(Visit.Customer customer) {
        Customers.Customer person = customer.person();
        Account account = customer.standing().account();
        String name = Optional.ofNullable(person.name())
                .filter(each -> !each.isBlank())
                .orElse(person.id());
        return new Frame.Person(
                person.id(),
                name,
                Optional.ofNullable(person.email()).orElse(""),
                Initials.of(name),
                Money.balance(account.balance()),
                account.plan(customer.standing().now()) == Plan.PRO);
    }

    /** The customer of an account, after what is due has been carried out. */
    Visit.Customer customer(AccountNumber account) {
        Customers.Customer person = parts.customers().of(account).orElseThrow(Visit::notFound);
        Accounts.Standing standing = accounts.find(account).orElseThrow(Visit::notFound);
        if (standing.isBehind()) {
            parts.ledger()
                    .submit(new Command.CarryOutDue(account, command("job", null, "due")))
                    .join();
            standing = accounts.find(account).orElseThrow(Visit::notFound);
        }
        return new Visit.Customer(person, standing);
    }

    dev.florin.core.ledger.Request command(String actor, @Nullable String key, String what) {
        return new dev.florin.core.ledger.Request(key == null ? null : digest(key), digest(what), actor, "page");
    }

    private static Digest digest(String text) {
        return Digest.shortSha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The page to begin with: the first tab of the settings that there is. */
    String home() {
        List<Tab> tabs = shown(List.of(Tab.BILLING, Tab.PROFILE));
        return tabs.isEmpty() ? "/docs" : tabs.getFirst().path();
    }

    /** Where scripts and style sheets of single pages are added. */
    public Assets assets() {
        return assets;
    }

    /** What moves on open pages without a reload. */
    public Live live() {
        return live;
    }

    Instant now() {
        return clock.read().now();
    }

    Ledger ledger() {
        return parts.ledger();
    }

    Views views() {
        return views;
    }

    Browser browser() {
        return browser;
    }

    WebSessions sessions() {
        return sessions;
    }
}
