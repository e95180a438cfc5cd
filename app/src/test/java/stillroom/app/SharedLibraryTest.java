package stillroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import stillroom.app.ingest.Intake;

/// Two real programs and one library, two libraries, or a copy of one that is in use.
@Timeout(300)
class SharedLibraryTest {

    private static final int DOCUMENTS = 40;

    /// Files of a gigabyte each, and of nothing on the disk. To name them takes far longer than
    /// passes between the taking and the killing.
    private static final int LARGE = 12;

    @TempDir Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() {
        for (var process : started) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            process.onExit().join();
        }
    }

    @Test
    void aSecondProgramIsToldWhoHasTheLibraryUntilItIsFree() throws Exception {
        var library = folder.resolve("library");
        documents(folder.resolve("watched"), 3);
        assertThat(
                        program("first")
                                .run(
                                        of(
                                                library,
                                                "watch",
                                                "add",
                                                "--words-only",
                                                folder.resolve("watched").toString())))
                .returns(0, Program.Run::exitCode);
        var first = start("first", library, "watch", "run");
        awaitHolder(library, first);

        for (var command : List.of("list", "check")) {
            var second = program("second").run(of(library, command));
            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.out()).isEmpty();
            assertThat(second.err().lines())
                    .singleElement()
                    .asString()
                    .contains("in use by process " + first.pid(), "close that first");
        }
        assertThat(first.isAlive()).isTrue();

        first.destroy();
        first.waitFor();
        assertThat(lines(program("second").run(of(library, "list")))).hasSize(3);
    }

    @Test
    void aSecondStartGivesItsFilesToTheWindowThatIsOpen() throws Exception {
        var library = folder.resolve("library");
        var late = documents(folder.resolve("late"), 1).resolve("0.txt");
        var window = window("window", library);
        var second =
                program("second")
                        .with("-Dglass.platform=Headless", "-Dprism.order=sw")
                        .run("--library", library.toString(), "open", late.toString());
        assertThat(second).returns(0, Program.Run::exitCode).returns("", Program.Run::err);
        while (X11DragTest.documents(library, folder.resolve("copy.zip")) == 0) {
            assertThat(window.isAlive()).isTrue();
        }
        window.destroy();
        window.waitFor();
        assertThat(lines(program("second").run(of(library, "list"))))
                .singleElement()
                .satisfies(line ->
                        assertThat(line.get("path").getAsString()).isEqualTo(late.toString()));
    }

    @Test
    void aWindowThatIsKilledOnceItHasTakenFilesAddsThemAtItsNextStart() throws Exception {
        var library = folder.resolve("library");
        var many = documents(folder.resolve("many"), DOCUMENTS);
        for (int i = 0; i < LARGE; i++) {
            try (var file = new RandomAccessFile(many.resolve(i + ".bin").toFile(), "rw")) {
                file.setLength(1_000_000_000 + i);
            }
        }
        var killed = window("killed", library);
        assertThat(new Handover(library).leave(List.of(many), Duration.ofSeconds(60))).isTrue();
        killed.descendants().forEach(ProcessHandle::destroy);
        killed.destroyForcibly().waitFor();
        assertThat(new Intake(library).left()).hasSize(1);
        clear(library.resolve("logs"));

        var next = window("next", library);
        while (!new Intake(library).left().isEmpty()) {
            assertThat(next.isAlive()).isTrue();
        }
        next.destroy();
        next.waitFor();
        assertThat(lines(program("list").run(of(library, "list")))).hasSize(DOCUMENTS + LARGE);
    }

    /// Starts a window without a screen, and waits until it is there.
    private Process window(String name, Path library) throws IOException {
        var window =
                program(name)
                        .with("-Dglass.platform=Headless", "-Dprism.order=sw")
                        .start("--library", library.toString());
        started.add(window);
        while (!(Program.saysThatTheWindowIsThere(library)
                        && Files.isDirectory(library.resolve("handover")))
                && window.isAlive()) {
            Thread.onSpinWait();
        }
        return window;
    }

    private static void clear(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void twoProgramsWithALibraryEachDoNotMeet() throws Exception {
        var ours = folder.resolve("ours");
        var theirs = folder.resolve("theirs");
        var all = documents(folder.resolve("documents"), DOCUMENTS);
        var some = documents(folder.resolve("some"), 20);
        var first = start("first", ours, "add", "--words-only", all.toString());
        var second = start("second", theirs, "add", "--words-only", some.toString());
        assertThat(first.waitFor()).isZero();
        assertThat(second.waitFor()).isZero();
        assertThat(checked(ours)).isEqualTo(DOCUMENTS);
        assertThat(checked(theirs)).isEqualTo(20);
        assertThat(found(ours, word(DOCUMENTS - 1))).isEqualTo(1);
        assertThat(found(theirs, word(DOCUMENTS - 1))).isZero();
    }

    @Test
    void aCopyOfALibraryInUseIsWholeOrSaysWhatToDo() throws Exception {
        var library = folder.resolve("library");
        var documents = documents(folder.resolve("documents"), DOCUMENTS);
        var adding = start("first", library, "add", "--words-only", documents.toString());
        awaitHolder(library, adding);
        var copies = new ArrayList<Path>();
        while (adding.isAlive()) {
            var copy = folder.resolve("copy-" + copies.size());
            copy(library, copy);
            copies.add(copy);
        }
        assertThat(adding.exitValue()).isZero();
        for (var copy : List.of(copies.get(copies.size() / 2), copies.getLast())) {
            var run = program("copy").run(of(copy, "check"));
            if (run.exitCode() == 1) {
                assertThat(run.err()).contains("copy it again while nothing uses");
                continue;
            }
            assertThat(lines(run).getFirst().getAsJsonArray("damage")).isEmpty();
            // And it goes on where it was.
            var again = program("copy").run(of(copy, "add", "--words-only", documents.toString()));
            assertThat(again.exitCode()).as(again.err()).isZero();
            assertThat(checked(copy)).isEqualTo(DOCUMENTS);
            assertThat(found(copy, word(DOCUMENTS - 1))).isEqualTo(1);
        }
        assertThat(checked(library)).isEqualTo(DOCUMENTS);
    }

    @Test
    void aBackupMadeWhileDocumentsComeIsRestoredWhole() throws Exception {
        var library = folder.resolve("library");
        var backup = folder.resolve("library.stillroom");
        var restored = folder.resolve("restored");
        var documents = documents(folder.resolve("documents"), DOCUMENTS);
        var adding = start("first", library, "add", "--words-only", documents.toString());
        awaitHolder(library, adding);
        var made = program("backup").run(of(library, "backup", backup.toString()));
        assertThat(made.exitCode()).as(made.err()).isZero();
        assertThat(adding.waitFor()).isZero();

        var run = program("backup").run(of(restored, "restore", backup.toString()));
        assertThat(run.exitCode()).as(run.err()).isZero();
        int before = checked(restored);
        assertThat(before).isBetween(0, DOCUMENTS);
        var again =
                program("backup").run(of(restored, "add", "--words-only", documents.toString()));
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(checked(restored)).isEqualTo(DOCUMENTS);
        assertThat(found(restored, word(0))).isEqualTo(1);
    }

    // -- What they do

    private Program program(String name) throws IOException {
        return new Program(Files.createDirectories(folder.resolve("printed-by-" + name)));
    }

    private Process start(String name, Path library, String... command) throws IOException {
        var process = program(name).start(of(library, command));
        started.add(process);
        return process;
    }

    private static String[] of(Path library, String... command) {
        return Stream.concat(
                        Stream.of("--json", "--library", library.toString()), Stream.of(command))
                .toArray(String[]::new);
    }

    private static void awaitHolder(Path library, Process process) throws IOException {
        var holder = library.resolve("holder");
        while (process.isAlive()
                && (!Files.exists(holder)
                        || !Files.readString(holder).strip().equals("" + process.pid()))) {
            Thread.onSpinWait();
        }
    }

    private static List<JsonObject> lines(Program.Run run) {
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run.out()
                .lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }

    /// @return how many documents there are, of which `check` has nothing to say
    private int checked(Path library) throws Exception {
        var line = lines(program("check").run(of(library, "check"))).getFirst();
        assertThat(line.get("ok").getAsBoolean()).as(line.toString()).isTrue();
        return line.get("documents").getAsInt();
    }

    private int found(Path library, String word) throws Exception {
        var run = program("search").run(of(library, "search", word, "--mode", "words"));
        return run.out().isBlank() ? 0 : lines(run).getFirst().getAsJsonArray("hits").size();
    }

    private static String word(int number) {
        return "qwert" + (char) ('a' + number / 26) + (char) ('a' + number % 26);
    }

    private static Path documents(Path into, int count) throws IOException {
        Files.createDirectories(into);
        for (int i = 0; i < count; i++) {
            Files.writeString(
                    into.resolve(i + ".txt"),
                    "The parties of %s agree on the rent and on the garden. "
                            .formatted(word(i))
                            .repeat(40));
        }
        return into;
    }

    /// As a file manager does: one file after the other, and what is gone is left out.
    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var children = Files.newDirectoryStream(from)) {
            for (var child : children) {
                var target = to.resolve(String.valueOf(child.getFileName()));
                try {
                    if (Files.isDirectory(child)) {
                        copy(child, target);
                    } else {
                        Files.copy(child, target);
                    }
                } catch (NoSuchFileException gone) {
                    // It went away after it was listed.
                }
            }
        }
    }
}
