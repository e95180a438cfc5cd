package stillroom.app.route;

import java.util.Locale;

/// What is looked for in a text before any of it may leave.
public enum Sensitive {
    EMAIL,
    PHONE,
    IBAN,
    CARD,
    /// A number by which a state knows a person: social security, tax, identity card.
    IDENTITY,
    /// A date that is said to be one of birth.
    BIRTH,
    /// A name that stands behind a title, and wherever it comes back.
    NAME;

    /// What it is called in the rules.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
