package stillroom.app.ui.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import stillroom.ai.AiException;
import stillroom.ai.label.ReadyLabels;
import stillroom.ai.pack.Flaw;
import stillroom.ai.pack.PackBuilder;
import stillroom.ai.pack.Precision;
import stillroom.app.ingest.Trouble;
import stillroom.app.lock.LeakTest.Answer;
import stillroom.app.lock.LockState;
import stillroom.app.route.Decision;
import stillroom.app.route.Decision.Verdict;
import stillroom.app.route.Reason;
import stillroom.app.sensitive.Sensitive;
import stillroom.app.ui.common.Messages.Language;
import stillroom.index.IndexException;
import stillroom.index.text.Problem;

class MessagesTest {

    private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");
    private static final Pattern ASKED_FOR =
            Pattern.compile(
                    "messages\\.text\\(\\s*\"(\\w+(?:\\.\\w+)*)\"[,)]"
                            + "|(?:item|tab|column|add|filter|several)\\(\\s*\"(\\w+(?:\\.\\w+)+)\"");

    private static Messages messages(Language language, Locale locale) {
        return new Messages(language, locale, Clock.fixed(NOON, ZoneOffset.UTC));
    }

    private static Properties words(String file) throws IOException {
        var words = new Properties();
        try (InputStream stream = Messages.class.getResourceAsStream("/stillroom/app/ui/" + file)) {
            words.load(new InputStreamReader(stream, StandardCharsets.UTF_8));
        }
        return words;
    }

    @Test
    void speaksOfTheSameThingsInEachLanguage() throws IOException {
        var english = words("messages.properties");
        var german = words("messages_de.properties");
        assertThat(german.keySet()).isEqualTo(english.keySet());
        assertThat(german.values()).noneMatch(text -> text.toString().isBlank());
        assertThat(english.values()).noneMatch(text -> text.toString().isBlank());
    }

    @Test
    void fillsTheSamePlacesInEachLanguage() throws IOException {
        var english = words("messages.properties");
        var german = words("messages_de.properties");
        for (var key : english.stringPropertyNames()) {
            assertThat(places(german.getProperty(key)))
                    .as(key)
                    .isEqualTo(places(english.getProperty(key)));
        }
    }

    private static Set<String> places(String pattern) {
        var found = new TreeSet<String>();
        var matcher = Pattern.compile("\\{(\\d)").matcher(pattern);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    @Test
    void hasTheWordsThatTheWindowAsksFor() throws IOException {
        var words = words("messages.properties").stringPropertyNames();
        try (var files = Files.walk(Path.of("src/main/java/stillroom/app/ui"))) {
            for (var file : files.filter(path -> path.toString().endsWith("View.java")).toList()) {
                var matcher = ASKED_FOR.matcher(Files.readString(file));
                while (matcher.find()) {
                    var key = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
                    assertThat(words).as(file + " asks for").contains(key);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void saysWhatEachProblemIsAndWhatToDo(Problem problem) {
        for (var language : Language.values()) {
            var messages = messages(language, Locale.US);
            assertThat(messages.problem(problem)).isNotBlank();
            assertThat(messages.remedy(problem)).endsWith(".");
        }
    }

    @ParameterizedTest
    @CsvSource({"0,0 bytes", "999,999 bytes", "1000,1 kB", "1840000,1.8 MB", "52000000,52 MB"})
    void givesSizesInAFittingUnit(long bytes, String text) {
        assertThat(messages(Language.ENGLISH, Locale.US).bytes(bytes).replace('\u00a0', ' '))
                .isEqualTo(text);
    }

    @Test
    void callsDaysAsPeopleDo() {
        var english = messages(Language.ENGLISH, Locale.US);
        assertThat(english.day(NOON)).isEqualTo("Today");
        assertThat(english.day(NOON.minusSeconds(86_400))).isEqualTo("Yesterday");
        assertThat(english.day(Instant.parse("2026-01-02T00:00:00Z"))).isEqualTo("2 Jan");
        assertThat(english.day(Instant.parse("2024-01-02T00:00:00Z"))).isEqualTo("2 Jan 2024");
        assertThat(messages(Language.GERMAN, Locale.GERMANY).day(NOON)).isEqualTo("Heute");
    }

    @Test
    void countsInWordsThatAgree() {
        var english = messages(Language.ENGLISH, Locale.US);
        assertThat(english.text("library.count", 0)).isEqualTo("No documents");
        assertThat(english.text("library.count", 1)).isEqualTo("1 document");
        assertThat(english.text("library.count", 1412)).isEqualTo("1,412 documents");
        assertThat(messages(Language.GERMAN, Locale.GERMANY).text("library.count", 1412))
                .isEqualTo("1.412 Dokumente");
    }

    /// What does not fit in a checkpoint is told in the words of its files, which are English.
    @ParameterizedTest
    @EnumSource(Messages.Language.class)
    void saysInItsLanguageWhatFailed(Messages.Language language) {
        var messages = new Messages(language, Locale.ROOT, Clock.systemUTC());
        for (var reason : AiException.Reason.values()) {
            var said =
                    messages.trouble(
                            Trouble.of(new AiException(reason, "tiny-pack", "A sentence.")));
            assertThat(said).contains("(" + reason.code() + ")");
            boolean detailed = said.contains("A sentence.");
            assertThat(detailed).isEqualTo(reason == AiException.Reason.REFUSED);
        }
        for (var reason : IndexException.Reason.values()) {
            var said = messages.trouble(Trouble.of(new IndexException(reason, "A sentence.")));
            assertThat(said).contains("(" + reason.code() + ")");
            assertThat(said).doesNotContain("A sentence.");
        }
    }

    @ParameterizedTest
    @EnumSource(Messages.Language.class)
    void hasWordsForWhatIsWrongWithPacksAndLockAndForEveryStep(Messages.Language language) {
        var messages = new Messages(language, Locale.ROOT, Clock.systemUTC());
        for (var why : LockState.Why.values()) {
            assertThat(messages.why(new LockState.NotEnforced(why, List.of("7", "9"))))
                    .isNotBlank()
                    .doesNotContain("{");
        }
        for (var kind : Flaw.Kind.values()) {
            assertThat(messages.flaw(new Flaw(kind, "weights.safetensors")))
                    .contains("weights.safetensors");
        }
        for (var act : PackBuilder.Step.Act.values()) {
            assertThat(messages.step(new PackBuilder.Step(act, Precision.INT8)))
                    .isNotBlank()
                    .doesNotContain("{");
        }
    }

    @ParameterizedTest
    @EnumSource(Messages.Language.class)
    void hasWordsForWhatEachRuleSeesAndForAllThatIsSensitive(Messages.Language language) {
        var messages = new Messages(language, Locale.ROOT, Clock.systemUTC());
        for (var kind : Reason.Kind.values()) {
            var facts =
                    kind == Reason.Kind.FOUND
                            ? List.of(
                                    Stream.of(Sensitive.values())
                                            .map(Sensitive::word)
                                            .collect(Collectors.joining(" ")))
                            : List.of("7", "9");
            var said =
                    messages.reason(
                            new Decision(Verdict.LOCAL, "r", List.of(new Reason(kind, facts))));
            assertThat(said).isNotBlank().doesNotContain("{");
            if (language == Language.GERMAN) {
                assertThat(said).isNotEqualTo(new Reason(kind, facts).sentence());
            }
        }
        for (var sensitive : Sensitive.values()) {
            assertThat(messages.sensitive(sensitive.word())).isNotEqualTo(sensitive.word());
        }
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void tellsEachAnswerOfTheLeakTest(Language language) {
        var messages = messages(language, Locale.ROOT);
        for (var kind : Answer.Kind.values()) {
            var answer = new Answer(kind, List.of("EACCES", "Permission denied"));
            assertThat(messages.answer(answer)).isNotBlank().doesNotContain("{", "answer.");
            assertThat(answer.sentence()).isNotBlank().doesNotContain("%");
        }
        assertThat(
                        messages.answer(
                                new Answer(
                                        Answer.Kind.ERRNO, List.of("EACCES", "Permission denied"))))
                .isEqualTo("EACCES");
    }

    @Test
    void hasANameForEachReadyLabel() {
        for (var label : ReadyLabels.all()) {
            assertThat(messages(Language.ENGLISH, Locale.UK).readyLabel(label.name()))
                    .isEqualTo(label.name());
            assertThat(messages(Language.GERMAN, Locale.GERMANY).readyLabel(label.name()))
                    .isNotEqualTo(label.name());
        }
    }

    @Test
    void saysInGermanThatThereIsNoSuchWay() {
        var german = messages(Language.GERMAN, Locale.GERMANY);
        assertThat(german.answer(new Answer(Answer.Kind.NO_SUCH_CALL, List.of("kernel"))))
                .isEqualTo("hier nicht vorhanden");
    }
}
