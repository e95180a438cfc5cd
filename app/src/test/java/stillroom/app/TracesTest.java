package stillroom.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Pattern;
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
                        List.of("classify", documents.resolve(names.get(2) + ".txt").toString()),
                        List.of("check"),
                        List.of("privacy", "report", folder.resolve("report.html").toString()),
                        List.of("diagnostics", folder.resolve("diagnostics.txt").toString()),
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
        var window = program.openWindow(library, library(List.of()));
        assertThat(found((window.out() + window.err()).getBytes(StandardCharsets.UTF_8), all()))
                .as("printed by the window")
                .isEmpty();
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
        // The cache in which the window keeps its own libraries is the only one.
        assertThat(files(home))
                .as("files in the home folder")
                .allMatch(file -> home.relativize(file).startsWith(Path.of(".openjfx", "cache")));
        assertThat(found(Files.readAllBytes(folder.resolve("report.html")), all())).isEmpty();
        assertThat(folder.resolve("diagnostics.txt"))
                .content()
                .contains("documents: 11", "failed, R2 DAMAGED: 1", "offline lock: enforced")
                .doesNotContain(folder.getFileName().toString());
        assertThat(found(Files.readAllBytes(folder.resolve("diagnostics.txt")), all())).isEmpty();
        assertThat(files(folder.resolve("tmp")))
                .as("temporary files")
                .noneMatch(file -> file.toString().matches(".*(tika|pdfbox|apache|stillroom).*"));
    }

    /// Every file that any process of the program opens to write, as the kernel sees it.
    @Test
    void noFileIsWrittenOutsideTheLibrary() throws Exception {
        assumeTrue(WholeRunTest.isOnPath("strace"), "strace is not installed");
        var trace = folder.resolve("trace");
        var temporary = Files.createDirectories(folder.resolve("tmp"));
        var traced =
                new Program(folder)
                        .under(
                                "strace",
                                "-f",
                                "--seccomp-bpf",
                                "-qq",
                                "-e",
                                "trace=open,openat,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink,symlinkat",
                                "-o",
                                trace.toString())
                        .with("-Duser.home=" + home, "-Djava.io.tmpdir=" + temporary);
        var outside = new TreeSet<String>();
        var inside = new TreeSet<String>();
        for (var command :
                List.of(
                        List.of("add", documents.toString()),
                        List.of("search", texts.get(3)),
                        List.<String>of())) {
            var run =
                    command.isEmpty()
                            ? traced.openWindow(library, library(command))
                            : traced.run(library(command));
            assertThat(run.exitCode()).as(run.err()).isIn(0, 3, 143);
            for (var line : Files.readAllLines(trace)) {
                var name = WRITTEN.matcher(line);
                if (name.find()) {
                    var file = name.group(1) == null ? name.group(2) : name.group(1);
                    (file.startsWith(library.toString()) ? inside : outside).add(file);
                }
            }
        }
        assertThat(inside).isNotEmpty();
        assertThat(outside)
                .allMatch(file ->
                        file.startsWith("/dev/")
                                || file.startsWith("/proc/self/")
                                || file.startsWith(home.resolve(".openjfx").toString())
                                || file.matches(temporary + "/" + OF_THE_LIBRARIES)
                                || file.equals(temporary.toString())
                                || file.equals(home.toString()));
        assertThat(files(temporary)).as("temporary files at the end").isEmpty();
    }

    /// What SQLite, PyTorch and the window unpack of themselves: libraries, a program, a typeface.
    private static final String OF_THE_LIBRARIES = "(?:sqlite-|pt-model|\\+JXF)[^/]*";

    /// A call that writes or makes something, with the name that it writes.
    private static final Pattern WRITTEN =
            Pattern.compile(
                    "open(?:at)?\\((?:AT_FDCWD, )?\"([^\"]+)\", [^)]*(?:O_WRONLY|O_RDWR|O_CREAT)[^)]*\\) = \\d"
                            + "|(?:creat|mkdir|mkdirat|rename|renameat|renameat2|link|linkat|symlink|symlinkat)"
                            + "\\([^)]*\"([^\"]+)\"[^\"]*\\) = 0");

    @Test
    void aRemovedDocumentLeavesNoByteBehind() throws Exception {
        var program = new Program(folder).with("-Duser.home=" + home);
        var gone = documents.resolve(names.get(4) + ".txt");
        for (var command :
                List.of(
                        List.of("add", documents.toString()),
                        List.of("label", "add", "contract"),
                        List.of("label", "set", "contract", gone.toString()),
                        List.of("summarize", gone.toString()),
                        List.of("similar", gone.toString()),
                        List.of("search", texts.get(4 * 9)))) {
            var run = program.run(library(command));
            assertThat(run.exitCode()).as(command + run.err()).isIn(0, 3);
        }
        var ofIt =
                Stream.concat(Stream.of(names.get(4)), texts.subList(4 * 9, 5 * 9).stream())
                        .toList();
        assertThat(inLibrary(ofIt)).as("before").containsExactlyElementsOf(ofIt);
        var removed = program.run(library(List.of("remove", gone.toString())));
        assertThat(removed.exitCode()).as(removed.err()).isZero();
        assertThat(inLibrary(ofIt)).as("after").isEmpty();
        assertThat(inLibrary(texts.subList(0, 9))).hasSize(9);
    }

    /// Which of the words stand in any file of the library, in the ways in which texts are kept
    /// there: UTF-8, and UTF-16.
    private List<String> inLibrary(List<String> words) throws IOException {
        var all = new StringBuilder();
        for (var file : files(library)) {
            var bytes = Files.readAllBytes(file);
            all.append(new String(bytes, StandardCharsets.ISO_8859_1)).append('\n');
            all.append(new String(bytes, StandardCharsets.UTF_16LE)).append('\n');
        }
        return words.stream().filter(word -> all.indexOf(word) >= 0).toList();
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
