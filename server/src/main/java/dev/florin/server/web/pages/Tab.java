package dev.florin.server.web.pages;

import java.util.List;

/** The places that the top bar and the tabs of the account settings lead to. One that is not served is not shown. */
public enum Tab {
    ASSISTANT("Assistant", "/assistant"),
    CODE("Code", "/code"),
    ACTIVITY("Activity", "/activity"),
    HELP("Help", "/help"),
    PROFILE("Profile", "/account/profile"),
    BILLING("Billing", "/account/billing"),
    KEYS("Keys & limits", "/account/keys"),
    NOTIFICATIONS("Notifications", "/account/notifications"),
    DATA("Data", "/account/data"),
    INBOX("Inbox", "/admin/support"),
    NONE("", "");

    static final List<Tab> TOP = List.of(ASSISTANT, CODE, ACTIVITY, HELP);
    static final List<Tab> SETTINGS = List.of(PROFILE, BILLING, KEYS, NOTIFICATIONS, DATA);

    private final String label;
    private final String path;

    Tab(String label, String path) {
        this.label = label;
        this.path = path;
    }

    public String label() {
        return label;
    }

    public String path() {
        return path;
    }

    boolean isSetting() {
        return SETTINGS.contains(this);
    }
}
