package stillroom.app.sensitive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// What is sensitive in a text.
///
/// It works by form: numbers that prove themselves by their check digits, or that stand behind a
/// word which says what they are where the check alone is weak; addresses; dates that are said to
/// be of birth; names behind a title or a common given name. Any other name is not found, which is
/// why the exact bytes are shown before they leave.
public final class SensitiveContent {

    /// Of the search; what an older one has seen should be searched again.
    public static final int EDITION = 3;

    /// How far before a number the word may stand that says what it is, in chars.
    private static final int CONTEXT = 48;

    /// How far from a name the word of medicine or the courts may stand, in chars.
    private static final int NEAR = 80;

    private static final Pattern ANYTHING = Pattern.compile("");

    /// What ends in the name of another number: "contract 012", "Kunden-Nr. (012", "meter # 012".
    private static final Pattern OF_NOTHING_ELSE =
            Pattern.compile(
                    "(?isU)^(?!.*(?<!\\p{L})(?:"
                            + "(?:contracts?|deals?|meters?|tickets?|invoices?|policy|isbn|doi|package|sku"
                            + "|vertrag|rechnung|zähler|contrat|facture|contrato|factura|contratto|fattura)"
                            + "(?:[ -]?(?:numbers?|nos?|nr|nummern?|id|ids|num|número|numéro|n°))?"
                            + "|(?:account|acct|order|customer|client|reference|ref|case|file|serial|part|item"
                            + "|article|product|model|batch|lot|job|project|record|member|membership"
                            + "|registration|tracking|transaction|confirmation|delivery|document|id"
                            + "|kunden|konto|bestell|auftrags|artikel|vertrags|rechnungs|serien|teile|akten"
                            + "|referenz|beleg|lieferschein|mitglieds|steuer|mandats|vorgangs|kommissions"
                            + "|commande|dossier|compte|cliente|pedido|cuenta|expediente|ordine|conto)"
                            + "[ .-]{0,2}(?:(?:numbers?|nos?|nr|nummern?|num|id|número|numéro|n°|zeichen)|#))"
                            + "(?:\\s+(?:is|are|ist|lautet|sind|est|sont|es|son))?[\\s.:#(-]{0,6}$)");

    /// Not in the middle of a number.
    private static final String ALONE = "(?<![\\w+/.-])(?<!\\d ?[-.] )";

    /// Perhaps an extension; and the number does not go on.
    private static final String ENDS = "(?:-\\d{1,5}| ?- ?0)?(?!\\d| ?- ?\\d|\\.\\d)";

    private static final Pattern DATES =
            Pattern.compile(
                    "\\d{4} ?- ?\\d{4}|\\d{1,2}[./-]\\d{1,2}[./-]\\d{2,4}|\\d{4}-\\d\\d-\\d\\d");

    /// @param context what must stand shortly before; matches anything if the form proves itself
    private record Form(Sensitive kind, Pattern pattern, Predicate<String> holds, Pattern context) {

        static Form of(Sensitive kind, String pattern) {
            return new Form(kind, Pattern.compile(pattern), _ -> true, ANYTHING);
        }

        static Form identity(String pattern, Predicate<String> holds) {
            return new Form(
                    Sensitive.IDENTITY,
                    Pattern.compile(pattern),
                    found -> holds.test(plain(found)),
                    ANYTHING);
        }

        /// A telephone number, unless a word before it says that it is a number of something else.
        static Form phone(String pattern, Predicate<String> holds) {
            return new Form(Sensitive.PHONE, Pattern.compile(pattern), holds, OF_NOTHING_ELSE);
        }

        /// The same, behind a word.
        Form behind(String words) {
            return new Form(kind, pattern, holds, Pattern.compile(words));
        }

        boolean isBehindItsWords(String text, int start) {
            var before = text.substring(Math.max(0, start - CONTEXT), start);
            return context.matcher(before).find();
        }
    }

    private static final String TITLE =
            "(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Doctor|Judge|Justice|Sir|Dame|Rev|Capt|Herrn?"
                    + "|Frau|Mme|Mlle|Madame|Monsieur|Señora?|Sra|Srta|Sr|Don|Doña|Sig|Signora?"
                    + "|Dott|Dottoressa|Pan|Pani|Patient|Patientin|Client|Mandant|Mandantin)";
    private static final String NAME_WORD =
            "\\p{Lu}[\\p{L}\\p{M}'’-]{0,40}\\p{Ll}[\\p{L}\\p{M}'’-]{0,40}";
    private static final String BETWEEN =
            "(?:[ \\u00a0](?:\\p{Lu}\\.|von|van|de|der|den|del|della|di|da|la|le|zu|bin|al|y)){0,4}";
    private static final String WHOLE_NAME =
            NAME_WORD + "(?:" + BETWEEN + "[ \\u00a0]" + NAME_WORD + "){0,3}";

    private static final Pattern NAMED =
            Pattern.compile(
                    "\\b"
                            + TITLE
                            + "\\.?(?:[ \\u00a0](?:Dr|Prof|med|jur|phil|rer|nat)\\.?){0,4}"
                            + BETWEEN
                            + "[ \\u00a0]("
                            + WHOLE_NAME
                            + ")");

    /// Given names that are common in several languages and rarely words of another meaning.
    private static final String GIVEN =
            "(?:James|John|Robert|Michael|William|David|Richard|Joseph|Thomas|Charles|Christopher"
                    + "|Daniel|Matthew|Anthony|Steven|Andrew|Kenneth|Joshua|Kevin|Brian|George|Edward"
                    + "|Ronald|Timothy|Jason|Jeffrey|Ryan|Jacob|Gary|Nicholas|Eric|Jonathan|Stephen"
                    + "|Larry|Scott|Brandon|Benjamin|Samuel|Gregory|Patrick|Alexander|Jack|Dennis"
                    + "|Peter|Paul|Mary|Patricia|Jennifer|Linda|Elizabeth|Barbara|Susan|Jessica"
                    + "|Sarah|Karen|Lisa|Nancy|Betty|Sandra|Margaret|Ashley|Kimberly|Emily|Donna"
                    + "|Michelle|Carol|Amanda|Melissa|Deborah|Stephanie|Rebecca|Laura|Helen|Sharon"
                    + "|Cynthia|Kathleen|Amy|Angela|Anna|Ruth|Brenda|Pamela|Nicole|Katherine"
                    + "|Catherine|Christine|Emma|Julia|Jane|Olivia|Sophia|Hans|Klaus|Jürgen|Wolfgang"
                    + "|Heinz|Günter|Günther|Uwe|Stefan|Andreas|Matthias|Markus|Florian|Sebastian"
                    + "|Ursula|Monika|Petra|Sabine|Renate|Helga|Ingrid|Birgit|Gisela|Katrin|Heike"
                    + "|Jean|Pierre|Michel|Philippe|Jacques|François|Nathalie|Isabelle|Sylvie|Céline"
                    + "|José|Juan|Carlos|Luis|Javier|Miguel|Carmen|Pilar|Lucía|Giuseppe|Giovanni"
                    + "|Marco|Luca|Francesco|Francesca|Giulia|Chiara|Jan|Piotr|Krzysztof|Andrzej"
                    + "|Tomasz|Katarzyna|Małgorzata|Agnieszka|Mohammed|Muhammad|Ahmed|Fatima|Ali)";

    private static final Pattern GIVEN_NAMED =
            Pattern.compile(
                    "\\b("
                            + GIVEN
                            + BETWEEN
                            + "[ \\u00a0]"
                            + NAME_WORD
                            + "(?:-"
                            + NAME_WORD
                            + ")?)(?![\\p{L}\\p{M}])");

    private static final Pattern WORD = Pattern.compile(NAME_WORD);

    private static final String DATE =
            "(?:\\d{1,2}[./-]\\s?\\d{1,2}[./-]\\s?\\d{2,4}|\\d{4}-\\d{2}-\\d{2}"
                    + "|\\d{1,2}(?:st|nd|rd|th|\\.)?\\s(?:of\\s|de\\s)?\\p{L}{3,10}\\.?,?\\s(?:de\\s)?\\d{4}"
                    + "|\\p{L}{3,10}\\.?\\s\\d{1,2}(?:st|nd|rd|th)?,?\\s\\d{4})";

    private static final Pattern MEDICINE =
            words(
                    "diagnos\\p{L}*|patient\\p{L}*|HIV|AIDS|cancer|tumou?r|chemotherap\\p{L}*|psychiatr\\p{L}*"
                            + "|depressi\\p{L}*|surgery|prescri\\p{L}*|medication|disabilit\\p{L}*|pregnan\\p{L}*"
                            + "|hepatitis|diabet\\p{L}*|epilep\\p{L}*|allerg\\p{L}*|symptoms?|hospital\\p{L}*"
                            + "|therap\\p{L}*|clinical|Befund|Krankheit\\p{L}*|Krankenhaus|Behandlung|Medikament\\p{L}*"
                            + "|Schwangerschaft|Krebs\\p{L}*|Arztbrief|maladie|hôpital|ordonnance|grossesse|enfermedad"
                            + "|tratamiento|embarazo|malattia|ospedale|ricetta|gravidanza");
    private static final Pattern COURTS =
            words(
                    "plaintiffs?|defendants?|convict\\p{L}*|indict\\p{L}*|lawsuit|accused|arrest\\p{L}*|prosecut\\p{L}*"
                            + "|probation|custody|divorce\\p{L}*|alimony|bankrupt\\p{L}*|testif\\p{L}*|testimony|subpoena"
                            + "|court|attorney|Kläger\\p{L}*|Beklagte\\p{L}*|Angeklagte\\p{L}*|Mandant\\p{L}*|verurteilt"
                            + "|Strafverfahren|Scheidung|Sorgerecht|Insolvenz|Gericht|plaignant\\p{L}*|prévenu\\p{L}*"
                            + "|condamn\\p{L}*|garde à vue|tribunal|demandante|demandad\\p{L}*|condenad\\p{L}*|divorcio"
                            + "|imputat\\p{L}*|querelante|condannat\\p{L}*|divorzio");

    private static Pattern words(String alternatives) {
        return Pattern.compile(
                "\\b(?:" + alternatives + ")\\b",
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);
    }

    private static final String TAX = "(?i)tax|TFN|file number";
    private static final String HEALTH = "(?i)NHS|health";
    private static final String AUSTRIA = "(?i)SVNR|SV-?Nr|versicherungsn|sozialvers";
    private static final String NETHERLANDS = "(?i)BSN|burgerservice|sofi";
    private static final String PORTUGAL = "(?i)NIF|contribuinte|fiscal";
    private static final String CANADA = "(?i)\\bSIN\\b|social insurance";
    private static final String DENMARK = "(?i)CPR|personnummer";
    private static final String INDIA = "(?i)aadha?ar|UID";
    private static final String IRELAND = "(?i)PPS";
    private static final String CZECHIA = "(?i)rodn|r\\.\\s?č|birth number";

    /// In the order in which they are believed where two overlap.
    private static final List<Form> FORMS =
            List.of(
                    Form.of(
                            Sensitive.EMAIL,
                            "[\\p{L}\\p{N}._%+-]{1,64}+@[\\p{L}\\p{N}-]{1,63}(?:\\.[\\p{L}\\p{N}-]{1,63}){0,8}\\.\\p{L}{2,24}"),
                    new Form(
                            Sensitive.IBAN,
                            Pattern.compile(
                                    "\\b[A-Z]{2}\\d{2}(?:[ \\u00a0]?[A-Z0-9]{4}){2,7}(?:[ \\u00a0]?[A-Z0-9]{1,3})?\\b"),
                            found -> CheckDigits.isIban(plain(found)),
                            ANYTHING),
                    Form.of(
                            Sensitive.IDENTITY, // United States: social security and ITIN
                            "(?<![\\d-])(?!000|666)\\d{3}-(?!00)\\d{2}-(?!0000)\\d{4}(?![\\d-])"),
                    Form.of(
                            Sensitive.IDENTITY, // United Kingdom: National Insurance
                            "\\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\\d{2}"
                                    + " ?\\d{2} ?\\d{2} ?[A-D]\\b"),
                    // Before the numbers of persons, of which one in ten would fit by its check
                    // digit. Ten digits behind a zero may be an ISBN.
                    Form.phone(
                            "(?<![\\w+.])(?<!\\d-)0[1-9]\\d{8,10}\\b",
                            found -> !CheckDigits.isBook(found)),
                    Form.identity(
                            "\\b\\d{2} \\d{3} \\d{3} \\d{3}\\b|\\b\\d{11}\\b",
                            found ->
                                    CheckDigits.isGermanTax(found)
                                            || CheckDigits.isPolish(found)
                                            || CheckDigits.isNorwegian(found)),
                    Form.identity("\\b\\d{6} ?\\d{5}\\b", CheckDigits::isNorwegian),
                    Form.identity(
                            "\\b\\d{2} ?\\d{6} ?[A-Z] ?\\d{3}\\b", CheckDigits::isGermanPension),
                    Form.identity(
                            "\\b[12] ?\\d{2} ?\\d{2} ?\\d{2} ?\\d{3} ?\\d{3} ?\\d{2}\\b",
                            CheckDigits::isFrench),
                    Form.identity(
                            "\\b756[. ]?\\d{4}[. ]?\\d{4}[. ]?\\d{2}\\b", CheckDigits::isSwiss),
                    Form.identity("\\b[1-9]\\d{16}[\\dXx]\\b", CheckDigits::isChinese),
                    new Form(
                            Sensitive.CARD,
                            Pattern.compile(
                                    "(?<![\\d.,])(?:\\d{13,19}|\\d{4}(?:[ \\u00a0-]\\d{4}){2,3}(?:[ \\u00a0-]\\d{1,3})?"
                                            + "|\\d{4}[ \\u00a0-]\\d{6}[ \\u00a0-]\\d{4,5})(?!\\d)"),
                            found -> CheckDigits.isCard(plain(found)),
                            ANYTHING),
                    Form.identity(
                            "\\b(?:\\d{8}|[XYZ]-?\\d{7})-?[A-HJ-NP-TV-Z]\\b",
                            CheckDigits::isSpanish),
                    Form.identity(
                            "\\b[A-Z]{6}\\d{2}[A-EHLMPRST]\\d{2}[A-Z]\\d{3}[A-Z]\\b",
                            CheckDigits::isItalian),
                    Form.identity(
                            "\\b\\d{2}\\.\\d{2}\\.\\d{2}-\\d{3}\\.\\d{2}\\b",
                            CheckDigits::isBelgian),
                    Form.identity("\\b\\d{6}(?:\\d{2})?[-+]\\d{4}\\b", CheckDigits::isSwedish),
                    Form.identity(
                            "\\b\\d{6}[-+ABCDEFYXWVU]\\d{3}[0-9A-FHJ-NPR-Y]\\b",
                            found ->
                                    CheckDigits.isFinnish(
                                            found.length() == 11
                                                    ? found.substring(0, 6) + found.substring(7)
                                                    : found)),
                    Form.identity(
                            "\\b\\d{3}\\.\\d{3}\\.\\d{3}-\\d{2}\\b", CheckDigits::isBrazilian),
                    Form.identity("\\b\\d{6}/\\d{4}\\b", CheckDigits::isCzech).behind(CZECHIA),
                    Form.identity("\\b\\d{6}-?\\d{4}\\b", CheckDigits::isDanish).behind(DENMARK),
                    Form.identity("\\b\\d{4} ?\\d{6}\\b", CheckDigits::isAustrian).behind(AUSTRIA),
                    Form.identity("\\b\\d{3}[ -]?\\d{3}[ -]?\\d{4}\\b", CheckDigits::isNhs)
                            .behind(HEALTH),
                    Form.identity("\\b[2-9]\\d{3}[ -]?\\d{4}[ -]?\\d{4}\\b", CheckDigits::isIndian)
                            .behind(INDIA),
                    Form.identity("\\b\\d{7}[A-W][A-IW]?\\b", CheckDigits::isIrish).behind(IRELAND),
                    Form.identity("\\b\\d{9}\\b", CheckDigits::isDutch).behind(NETHERLANDS),
                    Form.identity("\\b\\d{3} ?\\d{3} ?\\d{3}\\b", CheckDigits::isPortuguese)
                            .behind(PORTUGAL),
                    Form.identity("\\b\\d{3}[ -]?\\d{3}[ -]?\\d{3}\\b", CheckDigits::isCanadian)
                            .behind(CANADA),
                    Form.identity("\\b\\d{3} ?\\d{3} ?\\d{3}\\b", CheckDigits::isAustralian)
                            .behind(TAX),
                    Form.of(
                            Sensitive.BIRTH,
                            "(?i)(?:born(?: on)?|date of birth|birth ?date|d\\.?o\\.?b\\.?|geboren(?: am)?"
                                    + "|geburtsdatum|geb\\.|née? le|date de naissance|nat[oa] il|nacid[oa] el"
                                    + "|fecha de nacimiento|data di nascita|geboortedatum)[:\\s]{1,3}(?:the\\s)?("
                                    + DATE
                                    + ")"),
                    Form.phone( // abroad
                            ALONE
                                    + "(?:\\+|00)[1-9]\\d{0,2}(?:(?:[ \\u00a0./-]| - )?\\(?\\d{1,5}\\)?){2,6}"
                                    + ENDS,
                            found -> has(found, found.startsWith("00") ? 11 : 8, 17)),
                    Form.phone( // North America
                            ALONE
                                    + "(?:1[-. ])?(?:(?:\\(\\d{3}\\) ?|\\d{3}[-.])\\d{3}[-.]|\\([2-9]\\d{2}\\) ?[2-9]\\d{2} )\\d{4}"
                                    + ENDS,
                            _ -> true),
                    Form.phone( // France, Belgium, Spain: in pairs
                            ALONE
                                    + "(?<!\\d )"
                                    + "(?:0[1-9]"
                                    + pairs(4)
                                    + "|0[1-9][ /]\\d{3}"
                                    + pairs(2)
                                    + "|[6789]\\d{2}"
                                    + pairs(3)
                                    + ")(?![ .-]?\\d)",
                            _ -> true),
                    Form.phone( // behind the digit that one leaves out from abroad
                            ALONE
                                    + "\\(?0[1-9]\\d{1,4}\\)?[ \\u00a0/-]{1,3}\\d{2,8}(?:[ \\u00a0-]?\\d{2,4}){0,4}"
                                    + ENDS,
                            found -> has(found, 9, 13)),
                    new Form(
                            Sensitive.PHONE,
                            Pattern.compile(
                                    "(?i)(?:(?<!\\p{L})tel|phone|telefon|teléfono|téléphone|mobile|mobil|handy|fax|tél|portable|móvil)"
                                            + "(?:[ -]?(?:nummer|number|num|nr|no|n°))?[ .:#]{0,3}\\s{0,3}"
                                            + "(\\(?[2-9]\\d{2}[ /().-]{1,3}[2-9]\\d{2}[ .-]{1,3}\\d{4}(?!\\d)"
                                            + "|\\(?\\d(?:[ /().-]{0,3}\\d){6,14})"),
                            found -> !DATES.matcher(found).matches(),
                            ANYTHING));

    private static String pairs(int count) {
        return "(?:(?:[ \\u00a0]\\d{2}){%1$d}|(?:\\.\\d{2}){%1$d}|(?:-\\d{2}){%1$d})"
                .formatted(count);
    }

    private static boolean has(String found, int fewest, int most) {
        long digits = found.chars().filter(Character::isDigit).count();
        return digits >= fewest && digits <= most;
    }

    private SensitiveContent() {}

    /// Something sensitive in a text.
    ///
    /// @param start in chars
    /// @param end exclusive
    public record Finding(Sensitive kind, int start, int end) {}

    private static String plain(String found) {
        return found.replaceAll("[ \\u00a0./+-]", "").toUpperCase(Locale.ROOT);
    }

    /// What is sensitive in a text, in order, without overlaps. A name is a [Sensitive#NAME],
    /// whatever stands near it.
    public static List<Finding> findings(String text) {
        var all = new TreeMap<Integer, Finding>();
        for (var form : FORMS) {
            var matcher = form.pattern().matcher(text);
            int group = matcher.groupCount();
            while (matcher.find()) {
                if (form.holds().test(matcher.group(group))
                        && form.isBehindItsWords(text, matcher.start(group))) {
                    add(all, new Finding(form.kind(), matcher.start(group), matcher.end(group)));
                }
            }
        }
        addNames(text, all);
        return List.copyOf(all.values());
    }

    private static void add(NavigableMap<Integer, Finding> all, Finding one) {
        var before = all.lowerEntry(one.end());
        if (before == null || before.getValue().end() <= one.start()) {
            all.put(one.start(), one);
        }
    }

    /// The names that are said to be some, and their words wherever they come back: "Smith" is
    /// found where "Mr John Smith" was named. A given name alone is a name only behind a title.
    private static void addNames(String text, NavigableMap<Integer, Finding> all) {
        Set<String> parts = new LinkedHashSet<>();
        for (var pattern : List.of(NAMED, GIVEN_NAMED)) {
            var matcher = pattern.matcher(text);
            while (matcher.find()) {
                add(all, new Finding(Sensitive.NAME, matcher.start(1), matcher.end(1)));
                var words = Arrays.asList(matcher.group(1).split("[ \\u00a0]", -1));
                var telling = pattern.equals(NAMED) ? words : words.subList(1, words.size());
                telling.stream()
                        .filter(word -> word.length() > 2 && WORD.matcher(word).matches())
                        .forEach(parts::add);
            }
        }
        if (parts.isEmpty()) {
            return;
        }
        // Words of names that stand side by side are one name.
        int start = -1;
        int end = -1;
        var matcher = WORD.matcher(text);
        while (matcher.find()) {
            int length = lengthOfName(matcher.group(), parts);
            if (length == 0) {
                continue;
            }
            boolean isNext = start >= 0 && matcher.start() == end + 1 && text.charAt(end) == ' ';
            if (!isNext && start >= 0) {
                add(all, new Finding(Sensitive.NAME, start, end));
            }
            start = isNext ? start : matcher.start();
            end = matcher.start() + length;
        }
        if (start >= 0) {
            add(all, new Finding(Sensitive.NAME, start, end));
        }
    }

    /// How much of a word is a name: all of it, what stands before a hyphen or an apostrophe
    /// ("Smith's"), or nothing.
    private static int lengthOfName(String word, Set<String> names) {
        if (names.contains(word)) {
            return word.length();
        }
        for (int i = 1; i < word.length(); i++) {
            if ("-'’".indexOf(word.charAt(i)) >= 0 && names.contains(word.substring(0, i))) {
                return i;
            }
        }
        return 0;
    }

    /// How often each kind occurs in a text, names near words of medicine and of the courts among
    /// them.
    ///
    /// @param findings of this text
    public static Map<Sensitive, Integer> counts(String text, List<Finding> findings) {
        var counts = new EnumMap<Sensitive, Integer>(Sensitive.class);
        var names = new ArrayList<Finding>();
        for (var finding : findings) {
            counts.merge(finding.kind(), 1, Integer::sum);
            if (finding.kind() == Sensitive.NAME) {
                names.add(finding);
            }
        }
        for (var name : names) {
            var from = Math.max(0, name.start() - NEAR);
            var to = Math.min(text.length(), name.end() + NEAR);
            var around = text.substring(from, name.start()) + "\n" + text.substring(name.end(), to);
            if (MEDICINE.matcher(around).find()) {
                counts.merge(Sensitive.MEDICAL, 1, Integer::sum);
            }
            if (COURTS.matcher(around).find()) {
                counts.merge(Sensitive.LEGAL, 1, Integer::sum);
            }
        }
        return counts;
    }
}
