package stillroom.app.ui.common;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.text.NumberFormat;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import stillroom.ai.pack.Flaw;
import stillroom.ai.pack.PackBuilder;
import stillroom.app.ingest.Progress;
import stillroom.app.ingest.Trouble;
import stillroom.app.lock.LeakTest;
import stillroom.app.lock.LockState;
import stillroom.app.route.Decision;
import stillroom.app.route.Reason;
import stillroom.index.SensitiveMark;
import stillroom.index.Status;
import stillroom.index.text.Problem;

/// The words of the window in one language, and how that language writes numbers, sizes and days.
public final class Messages {

    private static final long KILO = 1000;

    private final Language language;
    private final Locale locale;
    private final Clock clock;
    private final ResourceBundle bundle;

    /// A language that the window speaks.
    public enum Language {
        ENGLISH("messages.properties", Locale.ENGLISH),
        GERMAN("messages_de.properties", Locale.GERMAN);

        private final String file;
        private final Locale locale;

        Language(String file, Locale locale) {
            this.file = file;
            this.locale = locale;
        }

        /// The language of `locale` if the window speaks it, else English.
        public static Language of(Locale locale) {
            return locale.getLanguage().equals(GERMAN.locale.getLanguage()) ? GERMAN : ENGLISH;
        }

        /// What the language calls itself.
        public String nativeName() {
            return locale.getDisplayLanguage(locale);
        }
    }

    /// @param system where the user lives; decides how numbers and days look if it speaks
    ///   `language`
    /// @param clock says what today is, and in which time zone
    public Messages(Language language, Locale system, Clock clock) {
        this.language = language;
        this.locale = Language.of(system) == language ? system : language.locale;
        this.clock = clock;
        try (var stream = Messages.class.getResourceAsStream("/stillroom/app/ui/" + language.file);
                var reader =
                        new InputStreamReader(
                                Objects.requireNonNull(stream), StandardCharsets.UTF_8)) {
            bundle = new PropertyResourceBundle(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Language language() {
        return language;
    }

    /// The words of `key`.
    ///
    /// @throws java.util.MissingResourceException if there are none
    public String text(String key) {
        return bundle.getString(key);
    }

    /// The words of `key` as a [MessageFormat] filled with `values`.
    public String text(String key, Object... values) {
        return new MessageFormat(bundle.getString(key), locale).format(values);
    }

    /// The keys of a shortcut, as they are printed on the keyboard of this system.
    public List<String> keys(String key) {
        boolean mac = System.getProperty("os.name").startsWith("Mac");
        var control = text("key.control");
        return Stream.of(text(key).split(" ", -1))
                .map(each -> mac && each.equals(control) ? "⌘" : each)
                .toList();
    }

    public String number(long value) {
        return NumberFormat.getIntegerInstance(locale).format(value);
    }

    /// A score or confidence, with two digits after the point.
    public String score(double value) {
        return String.format(locale, "%.2f", value);
    }

    /// A share, such as `80 %`.
    public String percent(double share) {
        return NumberFormat.getPercentInstance(locale).format(share);
    }

    /// A size on disk, in the unit that leaves up to three digits before the point.
    public String bytes(long bytes) {
        if (bytes < KILO) {
            return text("size.bytes", bytes);
        }
        double value = bytes;
        int unit = 0;
        while (value >= KILO && unit < 3) {
            value /= KILO;
            unit++;
        }
        var digits = NumberFormat.getNumberInstance(locale);
        digits.setMaximumFractionDigits(value < 10 ? 1 : 0);
        return digits.format(value) + "\u00a0" + new String[] {"B", "kB", "MB", "GB"}[unit];
    }

    /// A stretch of time, such as `1.8 s`.
    public String seconds(double seconds) {
        return String.format(locale, "%.1f\u00a0s", seconds);
    }

    /// The day of `instant`: today and yesterday by name.
    public String day(Instant instant) {
        var day = LocalDate.ofInstant(instant, clock.getZone());
        var today = LocalDate.now(clock);
        if (day.equals(today)) {
            return text("day.today");
        }
        if (day.equals(today.minusDays(1))) {
            return text("day.yesterday");
        }
        return day.format(
                DateTimeFormatter.ofPattern(
                        text(day.getYear() == today.getYear() ? "day.form" : "day.form.year"),
                        locale));
    }

    /// The day and time of `instant`.
    public String moment(Instant instant) {
        return instant.atZone(clock.getZone())
                .format(
                        DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                                .withLocale(locale));
    }

    /// The time of `instant`, as on a clock.
    public String time(Instant instant) {
        return instant.atZone(clock.getZone())
                .format(DateTimeFormatter.ofLocalizedTime(FormatStyle.SHORT).withLocale(locale));
    }

    /// What is being done, and how far it is.
    public String work(Progress progress) {
        if (progress.trouble() != null) {
            return trouble(progress.trouble());
        }
        var pages = progress.pages();
        if (pages != null && !progress.paused()) {
            return text("work.picture", pages.page(), pages.of());
        }
        return text(
                switch (progress.phase()) {
                    case IDLE -> "work.ready";
                    case READING -> progress.paused() ? "work.reading.paused" : "work.reading";
                    case EMBEDDING ->
                            progress.paused() ? "work.embedding.paused" : "work.embedding";
                },
                Math.min(progress.done() + 1, progress.total()),
                progress.total());
    }

    /// That something failed.
    public String trouble(Trouble trouble) {
        var key = "trouble." + trouble.code();
        if (bundle.containsKey(key)) {
            return text(key, trouble.code(), trouble.subject(), trouble.sentence());
        }
        return trouble.sentence().isEmpty()
                ? text("trouble.unforeseen", trouble.code())
                : text("trouble.foreseen", trouble.sentence(), trouble.code());
    }

    /// Why the lock is not enforced, to go on a sentence.
    public String why(LockState.NotEnforced open) {
        return text("lock.why." + open.why().name(), open.facts().toArray());
    }

    /// What is wrong with a model pack, and what to do about it.
    public String flaw(Flaw flaw) {
        return text("flaw." + flaw.kind().name(), flaw.subject());
    }

    /// What a rule saw in a request.
    public String reason(Decision decision) {
        return decision.reasons().stream()
                .map(reason ->
                        text(
                                "rule." + reason.kind().name(),
                                reason.kind() == Reason.Kind.FOUND
                                        ? new Object[] {sensitiveKinds(reason.facts().getFirst())}
                                        : reason.facts().toArray()))
                .collect(Collectors.joining(", "));
    }

    private String sensitiveKinds(String words) {
        return Stream.of(words.split(" ", -1))
                .map(this::sensitive)
                .collect(Collectors.joining(", "));
    }

    /// What answered an attempt of the leak test, in a few words: of an error its name, for which
    /// no language has a word.
    public String answer(LeakTest.Answer answer) {
        return text("leak.answer." + answer.kind().name(), answer.facts().toArray());
    }

    /// What an import is doing.
    public String step(PackBuilder.Step step) {
        return text("step." + step.act().name(), step.precision());
    }

    /// How far a document has come.
    public String status(Status status) {
        return switch (status) {
            case Status.Waiting() -> text("status.waiting");
            case Status.Words() -> text("status.words");
            case Status.Indexed() -> text("status.indexed");
            case Status.Failed(var problem, _) -> problem(problem);
        };
    }

    /// What is wrong, in two or three words.
    public String problem(Problem problem) {
        return text("problem." + problem.name());
    }

    /// What the user can do about it, in a sentence.
    public String remedy(Problem problem) {
        return text("remedy." + problem.name());
    }

    /// What the leak test tries under a name, in a word or two.
    public String leak(String attempt) {
        var key = "leak.way." + attempt;
        return bundle.containsKey(key) ? bundle.getString(key) : attempt;
    }

    /// What a kind of sensitive word is called, such as `IBAN`.
    public String sensitive(String kind) {
        var key = "sensitive." + kind;
        return bundle.containsKey(key) ? bundle.getString(key) : kind;
    }

    /// What a ready label is called.
    ///
    /// @param name in English
    public String readyLabel(String name) {
        return text("ready." + name.replace(' ', '-'));
    }

    /// What a language is called.
    public String language(stillroom.index.query.Language spoken) {
        return text("language." + spoken.name());
    }

    /// What is sensitive in a document, a line for each kind.
    public String sensitive(List<SensitiveMark> marks) {
        return marks.stream()
                .map(mark ->
                        text("sensitive.mark", sensitive(mark.kind()), mark.count(), mark.page()))
                .collect(Collectors.joining("\n"));
    }

    /// How the sending of a payload ended.
    ///
    /// @param outcome as the ledger has it; null while nothing is known
    public String outcome(@Nullable String outcome) {
        if (outcome == null) {
            return text("outcome.unknown");
        }
        var key = "outcome." + outcome;
        return bundle.containsKey(key) ? bundle.getString(key) : outcome.replace('-', ' ');
    }

    /// The name of a format, such as “Word document” for `docx`.
    public String type(String type) {
        var key = "type." + type;
        return bundle.containsKey(key) ? bundle.getString(key) : type.toUpperCase(Locale.ROOT);
    }
}
