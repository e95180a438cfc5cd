package stillroom.app.sensitive;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What is looked for in a text: it marks a document, and is withheld from what may leave.
public enum Sensitive {
    EMAIL,
    PHONE,
    IBAN,
    CARD,
    /// A number by which a state knows a person: social security, tax, health, identity card.
    IDENTITY,
    /// A date that is said to be one of birth.
    BIRTH,
    /// A name that stands behind a title, and wherever it comes back.
    NAME,
    /// A name near words of medicine.
    MEDICAL,
    /// A name near words of the courts.
    LEGAL;

    /// What it is called in the rules and on the command line.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The kind of this name, if there is one.
    public static Optional<Sensitive> named(String word) {
        return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
    }

    /// Whether it marks a document as sensitive: a name alone does not.
    public boolean marks() {
        return this != NAME;
    }
}
