package stillroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the real program leaves behind of names and texts: words that stand nowhere else are
/// planted in both, and every file that it wrote is searched for them.
class TracesTest {

    private static final long SEED = 7_061;
    private static final int PLANTED = 100;

    /// Where names and texts belong.
    private static final List<String> STORES = List.of("catalogue", "words", "vectors", "index");

    @TempDir Path folder;

    private Path documents;
    private Path library;
    private Path home;
    private final List<String> names = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();

    @BeforeEach
    void plant() throws IOException {
        documents = Files.createDirectories(folder.resolve("documents"));
        library = folder.resolve("library");
        home = Files.createDirectories(folder.resolve("home"));
        var random = new Random(SEED);
        for (int i = 0; i < PLANTED / 10; i++) {
            var name = word(random);
            names.add(name);
            var text = new StringBuilder();
            for (int j = 0; j < 9; j++) {
                var word = word(random);
                texts.add(word);
                text.append("The lease of ").append(word).append(" is signed by both parties. ");
            }
            Files.writeString(documents.resolve(name + ".txt"), text);
        }
        // One that cannot be read, because failures like to be talkative.
        Files.writeString(documents.resolve(names.getFirst() + ".pdf"), "%PDF-" + texts.getFirst());
    }

    @Test
    void namesAndTextsStandInCatalogueAndIndexOnly() throws Exception {
        var program =
                new Program(folder)
                        .with("-Duser.home=" + home, "-Djava.io.tmpdir=" + folder.resolve("tmp"));
        Files.createDirectories(folder.resolve("tmp"));
        for (var command :
                List.of(
                        List.of("--json", "add", documents.toString()),
                        List.of("search", texts.get(3)),
                        List.of("label", "add", "contract"),
                        List.of(
                                "summarize",
                                documents.resolve(names.get(1) + ".txt").toString()))) {
            var run = program.run(library(command));
            assertThat(run.exitCode()).as(command.getFirst() + run.err()).isIn(0, 3);
            // It may say which path it was given; it may not tell what stands there.
            assertThat(found(run.err().getBytes(StandardCharsets.UTF_8), texts))
                    .as("standard error of " + command)
                    .isEmpty();
        }
        for (var quiet : List.of("status", "privacy status", "privacy ledger", "label list")) {
            var run = program.run(library(List.of(quiet.split(" ", -1))));
            assertThat(run.exitCode()).as(quiet + run.err()).isZero();
            var printed = (run.out() + run.err()).getBytes(StandardCharsets.UTF_8);
            assertThat(found(printed, all())).as(quiet).isEmpty();
        }
        var inStores = false;
        for (var file : written()) {
            var planted = found(Files.readAllBytes(file), all());
            if (isStore(file)) {
                inStores |= !planted.isEmpty(); // else the search itself would be blind
            } else {
                assertThat(planted).as("in " + library.relativize(file)).isEmpty();
            }
        }
        assertThat(inStores).isTrue();
        assertThat(Files.exists(home.resolve(".local/share/recently-used.xbel"))).isFalse();
        assertThat(files(home)).as("files in the home folder").isEmpty();
        assertThat(files(folder.resolve("tmp")))
                .as("temporary files")
                .noneMatch(file -> file.toString().matches(".*(tika|pdfbox|apache|stillroom).*"));
    }

    @Test
    void whatARunThatWasKilledLeftIsGoneAfterTheNext() throws Exception {
        var program = new Program(folder);
        var process = program.start(library(List.of("add", documents.toString())));
        var temporary = library.resolve("temporary");
        while (process.isAlive() && Files.notExists(temporary)) {
            Thread.onSpinWait();
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        Files.createDirectories(temporary.resolve("reader-0"));
        Files.writeString(temporary.resolve("reader-0").resolve("left"), texts.getFirst());
        var run = program.run(library(List.of("add", documents.toString())));
        assertThat(run.exitCode()).as(run.err()).isIn(0, 3);
        assertThat(files(temporary)).isEmpty();
    }

    private List<Path> written() throws IOException {
        return Stream.concat(files(library).stream(), files(home).stream()).toList();
    }

    private static List<Path> files(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (var all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private boolean isStore(Path file) {
        var first = library.relativize(file).getName(0).toString();
        return STORES.stream().anyMatch(first::startsWith);
    }

    private List<String> all() {
        return Stream.concat(names.stream(), texts.stream()).toList();
    }

    private static List<String> found(byte[] bytes, List<String> words) {
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        return words.stream().filter(text::contains).toList();
    }

    private static String word(Random random) {
        var word = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            word.append((char) ('a' + random.nextInt(26)));
        }
        return word.toString();
    }

    private String[] library(List<String> command) {
        return Stream.concat(Stream.of("--library", library.toString()), command.stream())
                .toArray(String[]::new);
    }
}
