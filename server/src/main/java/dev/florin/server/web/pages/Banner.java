package dev.florin.server.web.pages;

/**
 * The one thing that a customer should know now, at the top of every page.
 *
 * @param severity {@code critical}, {@code warning} or {@code info}
 * @param code of its kind, such as {@code balance_empty}
 * @param action what the button says; empty where there is none
 * @param href where it leads
 * @param away where it is put away; empty where it stays
 */
public record Banner(
        String severity, String code, String title, String text, String action, String href, String away) {}
