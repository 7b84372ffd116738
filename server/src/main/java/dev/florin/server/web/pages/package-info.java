/**
 * The frame of all pages: sessions and sign-in, forms that only our own pages can send, layout, design, money and time as text, live updates.
 *
 * <p><b>A page</b> is a class with {@code addTo(Pages pages)}, which {@code server.app.CustomerPages} calls:
 *
 * <pre>{@code
 * pages.get("/account/billing", this::show).post("/account/billing/refund", this::refund);
 *
 * private Answer show(Visit visit) {
 *     return visit.page("billing/billing.jte", new Model(visit.frame("Billing", Tab.BILLING), …));
 * }
 * }</pre>
 *
 * <p>{@code get} and {@code post} are for customers who are signed in, {@code openGet} and {@code openPost} for everybody,
 * {@code staffGet} and {@code staffPost} for the operator's people. {@link dev.florin.server.web.pages.Visit} tells the account,
 * the customer with balance and plan (what was due is carried out before), zone, query and form. A GET changes nothing. A POST
 * ends with {@code visit.seeOther(path, Flash.good("Saved."))}, or with {@code visit.wrong(template, model)} where a field is
 * wrong: then the same form again, with {@link dev.florin.server.web.pages.Typed} holding what was typed and what is wrong.
 * Sign-in, origin and token have been looked at before a handler is called.
 *
 * <p><b>A template</b> stands in {@code src/main/jte}, in a folder of its package, has one parameter (a public record, whose first
 * component is the {@link dev.florin.server.web.pages.Frame}) and calls {@code @template.pages.layout(frame = page.frame(),
 * content = @`…`)}. It escapes by itself; {@code $unsafe} is for HTML that we made. Each form has
 * {@code @template.pages.csrf(frame = page.frame())}. Parts: {@code pages/field}, {@code pages/money} (a
 * {@link dev.florin.server.web.pages.Money}: short, exact on hover and focus), {@code pages/moment}. No inline script or style: the
 * policy forbids both; a width that is data is a {@code <progress>} or SVG. {@code ProfilePage} with
 * {@code account/profile.jte} is the shortest example.
 *
 * <p><b>Style sheets and scripts</b> are resources under {@code /assets}. A page's own are added by
 * {@code pages.assets().add("billing.js")} and used by {@code frame.withScript("billing.js")}; styles belong to the design
 * system in {@code florin.css}, whose parts {@link dev.florin.server.web.pages.Styles} lists.
 *
 * <p><b>Live</b>: elements with {@code data-live="balance.text"} (also {@code exact}, {@code held}, {@code available},
 * {@code owed}) follow the balance. More events come from a {@link dev.florin.server.web.pages.Live.Source} on the account's
 * channel; scripts hear them as {@code florin:name} of the document.
 */
@NullMarked
package dev.florin.server.web.pages;

import org.jspecify.annotations.NullMarked;
